import { holdsSetLine, isWholeTree, toSetLines } from '../parsing/set-lines.ts';
import type { Vendor } from '../vendor.ts';
import { junosCatalogue } from './junos/catalogue.ts';

/** A commit checks the whole configuration, silently; minutes are known (Juniper/ansible-junos-stdlib issue 96). */
const commitSilenceMs = 180_000;
const readingSilenceMs = 60_000;

/**
 * Juniper Junos 18 and later. A change is collected under `configure exclusive`, so that nobody else's uncommitted lines go with it, and put
 * in force by `commit`; `commit confirmed` takes it back unless a second commit follows. The snapshot is kept as `set` lines. The way back
 * is the inverse of each line, because `rollback 1` would also take back what others committed since, and would bring the change back once
 * the timer has taken it away. Written from Juniper's CLI reference.
 */
export const junos = {
  id: 'junos',
  title: 'Juniper Junos',
  logins: {
    cli: {
      channel: 'shell',
      account: 'device',
      prompt: /^[A-Za-z0-9._@\\-]+@([A-Za-z0-9._-]+)(?::[A-Za-z0-9._-]+)?[>#] ?$/,
      setup: ['set cli screen-length 0', 'set cli screen-width 0'],
      errors: [
        /^error: /m,
        /^ *\^\n(?:unknown command|syntax error|missing argument|invalid |ambiguous|expecting |permission denied)/m,
        /^(?:unknown command|syntax error|permission denied|missing mandatory argument)/m,
      ],
      proofs: [
        { line: /^show /, says: 'anything', silenceMs: readingSilenceMs },
        { line: /^commit(?: confirmed \d+)?$/, says: /^commit complete$/m, silenceMs: commitSilenceMs },
      ],
      notices: [
        /^(?:\{[^\s{}]+\}(?:\[edit.*\])?|\[edit.*\])$/,
        /^warning: /,
        /^(?:Entering|Exiting) configuration mode$/,
        /^(?:Users currently editing the configuration:| +\S+ terminal )/,
        /^The configuration has been (?:changed|modified)/,
        /^# commit confirmed will be rolled back/,
        /^load complete$/,
      ],
    },
  },
  catalogue: junosCatalogue,
  navigation: [/^configure exclusive$/, /^exit$/],
  opensBlock: /^(?!)/,
  processes: [],
  snapshot: {
    command: 'show-running-config',
    isWhole: isWholeTree,
    normalize: (text) => `${toSetLines(text).join('\n')}\n`,
    holds: (text, _, line) => holdsSetLine(text, line),
  },
  staged: { commit: /^commit(?: confirmed \d+)?$/, abandon: null },
  diff: { missing: '`show | compare` needs a pipe that the guard refuses; snapshots are compared instead' },
  timer: {
    kind: 'commit',
    login: 'cli',
    replaces: 'commit',
    start: ['commit confirmed {{minutes}}'],
    cancel: ['configure exclusive', 'commit', 'exit'],
    revert: ['configure exclusive', 'rollback 1', 'commit', 'exit'],
    shows: 'show-revert-timer',
    needs: 'nothing: every Junos has `commit confirmed`',
  },
  limits: [
    'Any commit confirms a pending `commit confirmed`, and so does `commit check`: nobody else should commit while a plan is being verified. The product never sends `commit check`.',
    'Under `configure exclusive` a plan is refused while somebody else is editing the configuration.',
    'OSPF is expected on unit 0 of an interface; the inventory names the interface without its unit.',
    'Routing instances and logical systems are not read. Where a group that is applied may set a cost or overload, it is not known and the plan is refused; so is a drain where overload has a timeout.',
    'A memory leak is left to people: restarting a process or the system is never sent.',
  ],
} satisfies Vendor;
