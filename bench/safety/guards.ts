import { guardNames } from '../../src/network/guard.ts';

/**
 * Guards of the command lines, in the order in which they are asked. Behind them the transport sends no line with a line break in it; that
 * can not be switched off, and shows as "line-break".
 */
const lineGuards = guardNames;

/** What stands before the lines: only commands of the catalogue, only typed parameters. */
const requestGuards = ['catalogue', 'parameters'];

/** What a language model says. */
const modelGuards = ['tool-schema', 'tool-scope', 'playbook', 'citations', 'conclusion'];

/** What devices say. */
const textGuards = ['clean-text', 'facts-only', 'untrusted-wrapping'];

/** What comes from Slack. The names are the codes of the refusals, where there is one. */
const decisionGuards = [
  'inbox',
  'listeners',
  'people',
  'unknown-button',
  'already-decided',
  'expired',
  'superseded',
  'hash-mismatch',
  'bot',
  'deactivated',
  'guest',
  'foreign',
  'requester',
  'not-allowed',
  'wrong-channel',
  'reason-needed',
  'already-voted',
  'mode',
  'on-hold',
  'break-glass-off',
];

/** Every guard that can be switched off. */
export const allGuards: readonly string[] = [
  ...lineGuards,
  ...requestGuards,
  ...modelGuards,
  ...textGuards,
  ...decisionGuards,
];
