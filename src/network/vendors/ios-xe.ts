import { holdsLine } from '../parsing/block-config.ts';
import { comparableLines, endsWithEnd } from '../parsing/comparable-lines.ts';
import type { Vendor } from '../vendor.ts';
import { iosXeCatalogue } from './ios-xe/catalogue.ts';

/** A stack builds its configuration for up to a minute without a word (ansible/ansible issue 31391), and `archive` may copy it elsewhere. */
const readingSilenceMs = 60_000;
const archivingSilenceMs = 60_000;

/**
 * Cisco IOS-XE 16 and 17. Lines of the configuration act at once. Rollback Confirmed Change (`configure terminal revert timer`) takes them
 * back unless they are confirmed; it needs `archive` with a `path`. Both accounts must log in at the enable prompt, and the reading one must
 * be allowed `show running-config`, which command authorisation (TACACS+ or a privilege level) does. Written from Cisco's documentation.
 */
export const iosXe = {
  id: 'ios-xe',
  title: 'Cisco IOS-XE',
  logins: {
    cli: {
      channel: 'shell',
      account: 'device',
      prompt: /^([A-Za-z0-9._-]+)(?:\([A-Za-z0-9_-]+\))?[#>] ?$/,
      nameLength: 20,
      setup: ['terminal length 0', 'terminal width 0'],
      errors: [
        /^% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized|Bad|Error|Cannot|Can't|Access denied|Authorization)/im,
        /^%(?:Turn config archive on|OSPF: )/m,
        /^Command authorization failed/m,
      ],
      proofs: [
        { line: /^show /, says: 'anything', silenceMs: readingSilenceMs },
        // With a timer its words differ from release to release; `show archive config rollback timer` is the proof.
        {
          line: /^configure terminal/,
          says: /^(?:Enter configuration commands|Rollback Confirmed Change: )/m,
          silenceMs: archivingSilenceMs,
        },
        { line: /^configure confirm$/, silenceMs: archivingSilenceMs },
        // Its words differ from release to release.
        { line: /^configure revert now$/, says: 'anything', silenceMs: archivingSilenceMs },
      ],
      notices: [
        /^[^%]*%[A-Z0-9_-]+-\d-[A-Z0-9_]+: /,
        /^Rollback Confirmed Change: Rollback will begin/,
        /^Enter "configure confirm"/,
      ],
    },
  },
  catalogue: iosXeCatalogue,
  navigation: [/^configure terminal$/, /^interface \S+$/, /^router ospf \d+$/, /^exit$/, /^end$/],
  opensBlock: /^(interface \S+|router ospf \d+)$/,
  processes: [],
  snapshot: {
    command: 'show-running-config',
    isWhole: endsWithEnd,
    normalize: (text) => comparableLines(text, { comment: /^\s*!/, changesByItself }),
    holds: holdsLine,
  },
  staged: null,
  diff: { missing: 'lines of the configuration act at once; there is nothing to compare before' },
  timer: {
    kind: 'around',
    login: 'cli',
    start: ['configure terminal revert timer {{minutes}}', 'end'],
    cancel: ['configure confirm'],
    revert: ['configure revert now'],
    shows: 'show-revert-timer',
    needs: '`archive` with a `path` in the configuration, for Rollback Confirmed Change',
  },
  limits: [
    'Without `archive` and a `path` the device refuses the revert timer, and with it the plan.',
    'With several OSPF processes a device is not drained: nobody can tell which one carries the traffic.',
    'A memory leak is left to people: only a reload helps, and a reload is never sent.',
    'The configuration is not written to the start-up configuration.',
  ],
} satisfies Vendor;

/** Lines of the running configuration that differ from one reading to the next. */
const changesByItself =
  /^(?:Building configuration|Current configuration|Load for five secs|Time source is|No time source|ntp clock-period)/;
