import { costInUse, type FakeDevice, type Said } from './fake-device.ts';

/** How a system that collects its changes spells things. */
interface Spelling {
  enter: RegExp;
  /** Where a line stands; "" for a line that opens nothing. */
  block: RegExp;
  commit: RegExp;
  cost: RegExp;
  noCost: RegExp;
  metric: RegExp;
  noMetric: RegExp;
  error: string;
  config(device: FakeDevice): string;
}

const eos: Spelling = {
  enter: /^configure session (nocturne-\d+(?:-undo)?)$/,
  block: /^interface (\S+)$/,
  commit: /^commit(?: timer (\S+))?$/,
  cost: /^ip ospf cost (\d+)$/,
  noCost: /^no ip ospf cost$/,
  metric: /^max-metric router-lsa$/,
  noMetric: /^no max-metric router-lsa$/,
  error: '% Invalid input\n',
  config: ({ name, costs, maxMetric }) => {
    const ports = Object.entries(costs).map(
      ([port, cost]) =>
        `interface ${port}\n   ip ospf area 0.0.0.0\n${cost === undefined ? '' : `   ip ospf cost ${cost}\n`}!\n`,
    );
    return `! Command: show running-config\n!\nhostname ${name}\n!\n${ports.join('')}router ospf 1\n${maxMetric ? '   max-metric router-lsa\n' : ''}!\nend\n`;
  },
};

const junos: Spelling = {
  enter: /^configure exclusive$/,
  block: /^(?!)/,
  commit: /^commit(?: confirmed (\d+))?$/,
  cost: /^set protocols ospf area 0\.0\.0\.0 interface (\S+)\.0 metric (\d+)$/,
  noCost: /^delete protocols ospf area 0\.0\.0\.0 interface (\S+)\.0 metric$/,
  metric: /^set protocols ospf overload$/,
  noMetric: /^delete protocols ospf overload$/,
  error: '                ^\nsyntax error.\n',
  config: ({ name, costs, maxMetric }) => {
    const ports = Object.entries(costs).map(
      ([port, cost]) =>
        `            interface ${port}.0 {\n                interface-type p2p;\n${cost === undefined ? '' : `                metric ${cost};\n`}            }\n`,
    );
    return `## Last commit: now\nsystem {\n    host-name ${name};\n}\nprotocols {\n    ospf {\n${maxMetric ? '        overload;\n' : ''}        area 0.0.0.0 {\n${ports.join('')}        }\n    }\n}\n`;
  },
};

type State = Pick<FakeDevice, 'costs' | 'maxMetric'>;

/**
 * A device that collects lines and puts them in force by a commit. On EOS what was collected outlives the connection under its name, on
 * Junos it does not. `fire()` is what the device does when its timer is over.
 */
export interface StagedDevice extends FakeDevice {
  sessions: Map<string, State>;
  committed: string[];
  fire(): void;
}

export function stagedDevice(name: string, platform: 'eos' | 'junos'): StagedDevice {
  const spelling = platform === 'eos' ? eos : junos;
  let former: State | null = null;
  const device: StagedDevice = {
    name,
    costs: { eth1: 10, eth2: 10, eth3: 15, eth4: undefined },
    autoCost: 1,
    maxMetric: false,
    restarts: [],
    refuses: () => false,
    revertIn: null,
    sessions: new Map(),
    committed: [],
    config: () => spelling.config(device),
    fire() {
      if (former) Object.assign(device, former);
      former = null;
      device.revertIn = null;
    },
    open: () => openTerminal(),
  };

  function settle(keep: boolean): void {
    if (keep) {
      former = null;
      device.revertIn = null;
    } else device.fire();
  }

  function openTerminal(): (line: string) => Said {
    let session: string | null = null;
    let staged: State | null = null;
    let block = '';
    return (line) => ({ text: take(line), prompt: staged ? `${name}(config-s-x)#` : `${name}#` });

    function take(line: string): string {
      if (device.refuses(line)) return spelling.error;
      const asked = /^show (?:ip )?ospf interface (\w+)/.exec(line)?.[1];
      if (asked) {
        const row = `${asked}.0  PtToPt  0.0.0.0  0.0.0.0  0.0.0.0  1\n`;
        return `${platform === 'junos' ? row : ''}  Network Type Point-To-Point, Cost: ${costInUse(device, asked)}\n`;
      }
      if (line.startsWith('show running-config') || line.startsWith('show configuration')) return answer(line);
      const outside = /^configure session (\S+) (commit|abort)$/.exec(line);
      if (outside) {
        if (device.revertIn === null || device.committed.at(-1) !== outside[1]) return '% Cannot find that session\n';
        settle(outside[2] === 'commit');
        return '';
      }
      const entered = spelling.enter.exec(line);
      if (entered) {
        session = entered[1] ?? 'exclusive';
        if (platform === 'eos' && device.committed.includes(session)) return `% Cannot enter session ${session}\n`;
        staged = device.sessions.get(session) ?? { costs: { ...device.costs }, maxMetric: device.maxMetric };
        if (platform === 'eos') device.sessions.set(session, staged);
        return '';
      }
      if (!staged)
        return line === 'exit' || line.startsWith('terminal') || line.startsWith('set cli') ? '' : spelling.error;
      if (line === 'abort') {
        device.sessions.delete(session!);
        staged = null;
        return '';
      }
      block = spelling.block.exec(line)?.[1] ?? block;
      const cost = spelling.cost.exec(line);
      if (cost) staged.costs[cost.length > 2 ? cost[1]! : block] = Number(cost.at(-1));
      const without = spelling.noCost.exec(line);
      if (without) staged.costs[without[1] ?? block] = undefined;
      if (spelling.metric.test(line)) staged.maxMetric = true;
      if (spelling.noMetric.test(line)) staged.maxMetric = false;
      const commit = spelling.commit.exec(line);
      if (commit) {
        const timed = commit[1] !== undefined;
        former = timed ? { costs: device.costs, maxMetric: device.maxMetric } : null;
        device.revertIn = timed ? (platform === 'junos' ? Number(commit[1]) * 60 : asSeconds(commit[1]!)) : null;
        device.costs = { ...staged.costs };
        device.maxMetric = staged.maxMetric;
        device.sessions.delete(session!);
        device.committed.push(session!);
        // EOS leaves the session by itself, without a word.
        if (platform === 'eos') staged = null;
        return platform === 'eos' ? '' : 'commit complete\n';
      }
      if (line === 'exit') staged = null;
      return '';
    }
  }

  function answer(line: string): string {
    if (line !== 'show configuration sessions') return device.config();
    const rows = [
      ...device.committed.slice(-1).map((name) => [name, 'completed']),
      ...[...device.sessions.keys()].map((name) => [name, 'pending']),
    ].map(([name, state]) => `  ${name!.padEnd(18)} ${state!.padEnd(13)} netops\n`);
    return `Maximum number of completed sessions: 1\nMaximum number of pending sessions: 5\n\n  Name               State         User\n  ------------------ ------------- ----------\n${rows.join('')}`;
  }

  return device;
}

function asSeconds(clock: string): number {
  const [hours, minutes, seconds] = clock.split(':').map(Number) as [number, number, number];
  return hours * 3600 + minutes * 60 + seconds;
}
