import { holdsLine } from '../parsing/block-config.ts';
import { comparableLines, endsWithEnd } from '../parsing/comparable-lines.ts';
import type { Vendor } from '../vendor.ts';
import { frrCatalogue } from './frr/catalogue.ts';

/** How long a host may take over a whole configuration, and over a restart or a reload, without a word. */
const readingSilenceMs = 60_000;
const actingSilenceMs = 60_000;

/** What stands above a configuration. */
const heading = /^(?:Building configuration\.\.\.|Current configuration:)$/;

/**
 * FRRouting 8.4 to 10. Its command line, vtysh, has no words for processes and no commit-confirm; a restricted operator shell (`opsh`) on the
 * same host has both: it restarts routing processes, and its revert timer keeps the running configuration and gives it back to frr-reload.py
 * when the time is over.
 */
export const frr = {
  id: 'frr',
  title: 'FRRouting',
  logins: {
    vtysh: {
      channel: 'shell',
      account: 'device',
      prompt: /^([A-Za-z0-9._-]+)(?:\([a-z0-9-]+\))?[#>] $/,
      setup: ['terminal length 0'],
      errors: [
        /^% (?!Network not in table)/m,
        /^No such interface name$/m,
        /^Can't find interface/m,
        /^\S*: command not found$/m,
      ],
      proofs: [{ line: /^show /, says: 'anything', silenceMs: readingSilenceMs }],
      notices: [],
    },
    opsh: {
      channel: 'exec',
      account: 'operator',
      prompt: /^$/,
      setup: [],
      errors: [/^% /m],
      // The exit status alone tells that the shell did what it understood; its own words tell what that was.
      proofs: [
        { line: /^copy-running /, says: /^(?:ok: )?saved nocturne, \d+ lines$/m, silenceMs: actingSilenceMs },
        { line: /^revert-in /, says: /^(?:ok: )?revert to nocturne in \d+ s$/m },
        { line: /^revert-cancel$/, says: /^(?:ok: )?revert to nocturne cancelled(?: before)?$/m },
        { line: /^(?:frr-reload|process restart) /, silenceMs: actingSilenceMs },
      ],
      notices: [],
    },
  },
  catalogue: frrCatalogue,
  navigation: [/^configure terminal$/, /^interface \S+$/, /^router ospf$/, /^exit$/, /^end$/],
  opensBlock: /^(interface \S+|router ospf)$/,
  processes: ['zebra', 'ospfd', 'bgpd', 'staticd', 'telemetryd'],
  snapshot: {
    command: 'show-running-config',
    isWhole: endsWithEnd,
    normalize: (text) => comparableLines(text, { comment: /^\s*[!#]/, changesByItself: heading }),
    holds: holdsLine,
  },
  staged: null,
  diff: { missing: 'vtysh has no candidate configuration: each line acts at once' },
  timer: {
    kind: 'around',
    login: 'opsh',
    start: ['copy-running nocturne', 'revert-in {{seconds}} nocturne'],
    cancel: ['revert-cancel'],
    revert: ['frr-reload --reload nocturne'],
    shows: 'show-revert-timer',
    needs: 'an operator shell that keeps the running configuration and gives it back to frr-reload.py after a time',
  },
  limits: [
    'vtysh has no commit-confirm; without the operator shell a plan on the management path is refused.',
    'The configuration is not written to disk: a drain is a stopgap.',
    'With several OSPF processes, those of VRFs too, a router is not drained: the others would go on carrying traffic.',
    'Only the processes listed here can be restarted, and a restart cannot be rolled back. `telemetryd` stands for the service that reports the telemetry of the host; the operator shell names it.',
  ],
} satisfies Vendor;
