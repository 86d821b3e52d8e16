import { holdsLine } from '../parsing/block-config.ts';
import { comparableLines, endsWithEnd } from '../parsing/comparable-lines.ts';
import type { Vendor } from '../vendor.ts';
import { eosCatalogue } from './eos/catalogue.ts';

const readingSilenceMs = 60_000;
const commitSilenceMs = 180_000;

/**
 * Arista EOS 4.2x and 4.3x. A change is collected in a configuration session with a name of its own and put in force by `commit`;
 * `commit timer` takes it back unless the session is committed once more. Both accounts must log in at the enable prompt. Written from the
 * Arista user manual.
 */
export const eos = {
  id: 'eos',
  title: 'Arista EOS',
  logins: {
    cli: {
      channel: 'shell',
      account: 'device',
      // `prompt` may put the time before or behind the name.
      prompt:
        /^(?:\[?\d\d:\d\d(?::\d\d)?\]? ?)?([A-Za-z0-9._-]+?)(?:[ ._-]?\[?\d\d:\d\d(?::\d\d)?\]?)?(?:\([A-Za-z0-9:.,/_-]+\))*[#>] ?$/,
      setup: ['terminal length 0', 'terminal width 32767'],
      errors: [
        /^% ?(?:Invalid|Incomplete|Ambiguous|Unavailable|Unknown|Error|Cannot|Can't|Authorization|This command)/im,
        /^% ?(?:Session|Commit|Maximum number of)/im,
        /^Interface does not exist/m,
      ],
      proofs: [
        { line: /^show /, says: 'anything', silenceMs: readingSilenceMs },
        // A commit is silent: the session that is left shows that it went well.
        { line: /^commit(?: timer \S+)?$/, prompt: /^(?!.*\(config-s-)/, silenceMs: commitSilenceMs },
        { line: /^configure session \S+ (?:commit|abort)$/, silenceMs: commitSilenceMs },
      ],
      notices: [/^! /],
    },
  },
  catalogue: eosCatalogue,
  navigation: [
    /^configure session nocturne-\d+(?:-undo)?$/,
    /^interface \S+$/,
    /^router ospf \d+$/,
    /^show session-config diffs$/,
    /^exit$/,
  ],
  opensBlock: /^(interface \S+|router ospf \d+)$/,
  processes: [],
  snapshot: {
    command: 'show-running-config',
    isWhole: endsWithEnd,
    normalize: (text) => comparableLines(text, { comment: /^\s*!/, changesByItself: /^(?!)/ }),
    holds: holdsLine,
  },
  staged: { commit: /^(?:commit(?: timer \S+)?|configure session \S+ abort)$/, abandon: 'abort' },
  diff: { line: 'show session-config diffs' },
  timer: {
    kind: 'commit',
    login: 'cli',
    replaces: 'commit',
    start: ['commit timer {{duration}}'],
    cancel: ['configure session nocturne-{{session}} commit'],
    revert: ['configure session nocturne-{{session}} abort'],
    undoes: true,
    shows: 'show-revert-timer',
    needs: 'a release with `commit timer`; nothing has to be configured',
  },
  limits: [
    'A commit copies the session over the running configuration: what others configure in the seconds between is lost, so do not edit a switch by hand while a plan runs.',
    'A session that a crash left open is entered again when the plan goes on; abort it by hand if the switch was edited since.',
    'While the timer runs, aborting the session is the only way back; afterwards the undo lines are.',
    'With several OSPF processes a device is not drained: nobody can tell which one carries the traffic.',
    'A memory leak is left to people: which agent may be ended without losing forwarding depends on platform and release.',
    'The configuration is not written to the start-up configuration.',
  ],
} satisfies Vendor;
