import { costInUse, type FakeDevice, type FakeState, type Said, stateOf } from './fake-state.ts';

type Terminal = (line: string) => Said;

/** Words of a line that change the state, where the block that it stands in may name the port. */
interface Spelling {
  cost: RegExp;
  noCost: RegExp;
  metric: RegExp;
  noMetric: RegExp;
}

const blockLines: Spelling = {
  cost: /^ip ospf cost (\d+)$/,
  noCost: /^no ip ospf cost$/,
  metric: /^max-metric router-lsa(?: administrative)?$/,
  noMetric: /^no max-metric router-lsa(?: administrative)?$/,
};

const setLines: Spelling = {
  cost: /^set protocols ospf area 0\.0\.0\.0 interface (\S+)\.0 metric (\d+)$/,
  noCost: /^delete protocols ospf area 0\.0\.0\.0 interface (\S+)\.0 metric$/,
  metric: /^set protocols ospf overload$/,
  noMetric: /^delete protocols ospf overload$/,
};

/** Whether the line changed anything of the state, or set it to what it was. */
function alter(state: FakeState, { cost, noCost, metric, noMetric }: Spelling, line: string, block: string): boolean {
  const [set, unset] = [cost.exec(line), noCost.exec(line)];
  if (set) state.costs[set.length > 2 ? set[1]! : block] = Number(set.at(-1));
  if (unset) state.costs[unset[1] ?? block] = undefined;
  if (metric.test(line)) state.maxMetric = true;
  if (noMetric.test(line)) state.maxMetric = false;
  return set !== null || unset !== null || metric.test(line) || noMetric.test(line);
}

/** As IOS-XE and EOS tell it. */
const maximumMetric = ({ maxMetric }: FakeDevice) =>
  maxMetric ? ' Originating router-LSAs with maximum metric\n    Condition: always, State: active\n' : '';

const blockOf = (line: string) => /^interface (\S+)$/.exec(line)?.[1];

export function frrTerminal(device: FakeDevice): Terminal {
  let block = '';
  return (line) => {
    if (device.refuses(line)) return `% Unknown command: ${line}\n`;
    if (line === 'show running-config') return device.config();
    const asked = /^show ip ospf interface (\S+)$/.exec(line)?.[1];
    if (asked) return `${asked} is up\n  Network Type POINTOPOINT, Cost: ${costInUse(device, asked)}\n`;
    if (line === 'show ip ospf')
      return ` OSPF Routing Process, Router ID: 10.0.0.1\n${device.maxMetric ? ' Originating stub / maximum-distance Router-LSA\n   Administratively activated (indefinitely)\n' : ''}`;
    block = blockOf(line) ?? block;
    alter(device, blockLines, line, block);
    return '';
  };
}

/** What was copied before the change, by device. */
const copies = new WeakMap<FakeDevice, FakeState>();

export function frrOperator(device: FakeDevice): Terminal {
  return (line) => {
    if (device.refuses(line)) return `% Unknown command: ${line}\n`;
    if (line === 'show processes memory')
      return '    PID COMMAND RSS VSZ\n  77 ospfd 91840 99000\n  65 zebra 17960 482760\n';
    const [verb, , process] = line.split(' ');
    if (verb === 'process') device.restarts.push(process!);
    if (line === 'copy-running nocturne') {
      copies.set(device, stateOf(device));
      return 'ok: saved nocturne, 42 lines\n';
    }
    const seconds = /^revert-in (\d+) nocturne$/.exec(line)?.[1];
    if (seconds) {
      device.arm(Number(seconds), copies.get(device));
      return `ok: revert to nocturne in ${seconds} s\n`;
    }
    if (line === 'show revert')
      return device.revertIn === null ? 'no revert is pending\n' : `revert to nocturne in ${device.revertIn} s\n`;
    if (line !== 'revert-cancel') return '';
    if (device.revertIn === null) return '% no revert is pending\n';
    device.keep();
    return 'ok: revert to nocturne cancelled\n';
  };
}

const iosNone = '%No Rollback Confirmed Change pending\n\n';

/** Cisco IOS-XE: lines act at once, and Rollback Confirmed Change keeps what ran before. */
export function iosTerminal(device: FakeDevice): Terminal {
  let block = '';
  return (line) => {
    if (device.refuses(line)) return "% Invalid input detected at '^' marker.\n\n";
    if (line === 'show running-config') return device.config();
    if (line === 'show archive config rollback timer')
      return device.revertIn === null
        ? iosNone
        : `Time configured (or reconfigured): 22:50:48 UTC\n\nTimer type: absolute timer\nTimer value: ${device.revertIn / 60} min\nUser: netops\n`;
    const asked = /^show ip ospf interface (\S+)$/.exec(line)?.[1];
    if (asked)
      return `${asked} is up, line protocol is up\n  Network Type POINT_TO_POINT, Cost: ${costInUse(device, asked)}\n`;
    if (line === 'show ip ospf') return ` Routing Process "ospf 1" with ID 10.0.0.1\n${maximumMetric(device)}`;
    const minutes = /^configure terminal revert timer (\d+)$/.exec(line)?.[1];
    if (minutes) return iosBegin(device, Number(minutes));
    if (line === 'configure terminal') return 'Enter configuration commands, one per line.  End with CNTL/Z.\n';
    if (line === 'configure confirm' || line === 'configure revert now') {
      if (device.revertIn === null) return iosNone;
      if (line === 'configure confirm') device.keep();
      else device.fire();
      return '';
    }
    block = blockOf(line) ?? block;
    if (alter(device, blockLines, line, block)) device.changes++;
    return '';
  };
}

function iosBegin(device: FakeDevice, minutes: number): string {
  if (device.revertIn !== null) return '% Cannot start: Rollback Confirmed Change is pending\n';
  device.arm(60 * minutes);
  return 'Rollback Confirmed Change: Backing up current running config to bootflash:archive-1\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n';
}

/** Arista EOS: what was collected outlives the connection under its name, and a commit that waits to be confirmed lets nobody else commit. */
export function eosTerminal(device: FakeDevice): Terminal {
  let session: string | null = null;
  let block = '';
  const staged = () => (session === null ? undefined : device.sessions.get(session));
  const take = (line: string): string => {
    if (device.refuses(line)) return '% Invalid input\n';
    const asked = /^show ip ospf interface (\w+)/.exec(line)?.[1];
    if (asked) return `  Network Type Point-To-Point, Cost: ${costInUse(device, asked)}\n`;
    if (line === 'show ip ospf') return `OSPF instance 1 with ID 10.0.0.1 VRF default\n${maximumMetric(device)}`;
    if (line.startsWith('show configuration sessions')) return eosSessions(device);
    if (line.startsWith('show running-config')) return device.config();
    const outside = /^configure session (\S+) (commit|abort)$/.exec(line);
    if (outside) return eosEnd(device, outside[1]!, outside[2] === 'commit');
    const entered = /^configure session (nocturne-\d+(?:-undo)?)$/.exec(line)?.[1];
    if (entered) {
      if (device.committed.includes(entered)) return `% Cannot enter session ${entered}\n`;
      session = entered;
      if (!device.sessions.has(entered)) device.sessions.set(entered, stateOf(device));
      return '';
    }
    const state = staged();
    if (!state) return line === 'exit' || line.startsWith('terminal') ? '' : '% Invalid input\n';
    if (line === 'abort') device.sessions.delete(session!);
    const commit = /^commit(?: timer (\S+))?$/.exec(line);
    if (commit && device.revertIn !== null) return '% Cannot commit: another session is pending commit timer\n';
    if (commit) {
      if (commit[1]) device.arm(asSeconds(commit[1]));
      Object.assign(device, stateOf(state));
      device.sessions.delete(session!);
      device.committed.push(session!);
    }
    // It leaves the session by itself, without a word.
    if (commit || line === 'abort' || line === 'exit') session = null;
    block = blockOf(line) ?? block;
    alter(state, blockLines, line, block);
    return '';
  };
  return (line) => {
    const text = take(line);
    return { text, prompt: session === null ? `${device.name}#` : `${device.name}(config-s-x)#` };
  };
}

function eosEnd(device: FakeDevice, name: string, keep: boolean): string {
  if (!keep && device.sessions.delete(name)) return '';
  if (device.revertIn === null || device.committed.at(-1) !== name) return '% Cannot find that session\n';
  if (keep) device.keep();
  else device.fire();
  return '';
}

function eosSessions({ committed, sessions, revertIn }: FakeDevice): string {
  const last = revertIn === null ? 'completed' : 'pendingCommitTimer';
  const rows = [
    // A session of somebody else may wait too.
    ...(revertIn !== null && committed.length === 0 ? ['maintenance-1'] : committed.slice(-1)).map((name) => [
      name,
      last,
    ]),
    ...[...sessions.keys()].map((name) => [name, 'pending']),
  ].map(([name, state]) => `  ${name!.padEnd(18)} ${state!.padEnd(20)} netops\n`);
  return `Maximum number of completed sessions: 1\nMaximum number of pending sessions: 5\n\n  Name               State                User\n  ------------------ -------------------- ----------\n${rows.join('')}`;
}

/** Juniper Junos: what was collected goes with the connection, and any commit confirms the one that waits for it. */
export function junosTerminal(device: FakeDevice): Terminal {
  let staged: FakeState | null = null;
  const take = (line: string): string => {
    if (device.refuses(line)) return '                ^\nsyntax error.\n';
    const asked = /^show ospf interface (\w+)/.exec(line)?.[1];
    if (asked)
      return `${asked}.0  PtToPt  0.0.0.0  0.0.0.0  0.0.0.0  1\n  Network Type Point-To-Point, Cost: ${costInUse(device, asked)}\n`;
    if (line === 'show ospf overview')
      return `Instance: master\n  Router ID: 10.0.0.1\n${device.maxMetric ? '  Configured overload\n' : ''}`;
    if (line.startsWith('show configuration')) return device.config();
    if (line === 'show system commit') {
      const pending = device.revertIn === null ? '' : ' commit confirmed, rollback in 10mins\n    rollback pending';
      return `0   2025-05-06 06:38:48 UTC by netops via cli${pending}\n1   2025-05-04 11:47:52 UTC by ann via cli\n`;
    }
    if (line === 'configure exclusive') staged = stateOf(device);
    else if (!staged) return line === 'exit' || line.startsWith('set cli') ? '' : '                ^\nsyntax error.\n';
    if (line === 'exit') staged = null;
    const commit = /^commit(?: confirmed (\d+))?$/.exec(line);
    if (commit) {
      if (commit[1]) device.arm(60 * Number(commit[1]));
      else device.keep();
      Object.assign(device, stateOf(staged!));
      device.committed.push('exclusive');
      return 'commit complete\n';
    }
    if (staged) alter(staged, setLines, line, '');
    return '';
  };
  return take;
}

function asSeconds(clock: string): number {
  const [hours, minutes, seconds] = clock.split(':').map(Number) as [number, number, number];
  return hours * 3600 + minutes * 60 + seconds;
}
