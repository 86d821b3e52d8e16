import { eosTerminal, frrOperator, frrTerminal, iosTerminal, junosTerminal } from './fake-terminals.ts';

/** What a change alters. */
export interface FakeState {
  /** Configured OSPF cost by interface; undefined for none. */
  costs: Record<string, number | undefined>;
  maxMetric: boolean;
}

/** What it says to a line; the prompt behind it matters where a device shows by it what it did. */
export type Said = string | { text: string; prompt: string };

export type Platform = 'frr' | 'ios-xe' | 'eos' | 'junos';

/** A router that understands the lines of the playbooks in the words of its system, with its configuration as text. */
export interface FakeDevice extends FakeState {
  name: string;
  platform: Platform;
  /** Cost of a port without a configured one. */
  autoCost: number;
  restarts: string[];
  /** Lines that it answers with an error. */
  refuses: (line: string) => boolean;
  /** When its revert timer would fire, as the seconds that were asked for; null when none is armed. */
  revertIn: number | null;
  /** Where lines are collected: what is collected by the name of its session, and the sessions that were committed. */
  sessions: Map<string, FakeState>;
  committed: string[];
  /** How often its configuration was changed. */
  changes: number;
  config(): string;
  open(channel: 'shell' | 'exec'): (line: string) => Said;
  /** Starts the timer; `former` is what it gives back. */
  arm(seconds: number, former?: FakeState): void;
  /** Ends the timer and keeps what runs. */
  keep(): void;
  /** What the device does when its timer is over. Nothing when none runs. */
  fire(): void;
}

export const stateOf = ({ costs, maxMetric }: FakeState): FakeState => ({ costs: { ...costs }, maxMetric });

export function fakeDevice(name: string, platform: Platform = 'frr'): FakeDevice {
  const { open, config } = systems[platform];
  let former: FakeState | null = null;
  const device: FakeDevice = {
    ...{ name, platform, autoCost: 1, maxMetric: false, restarts: [], revertIn: null, committed: [], changes: 0 },
    costs: { eth1: 10, eth2: 10, eth3: 15, eth4: undefined },
    refuses: () => false,
    sessions: new Map(),
    config: () => config(device),
    open: (channel) => open(device, channel),
    arm(seconds, state = stateOf(device)) {
      former = state;
      device.revertIn = seconds;
    },
    keep() {
      former = null;
      device.revertIn = null;
    },
    fire() {
      if (former) Object.assign(device, stateOf(former));
      device.keep();
    },
  };
  return device;
}

/** Where none is configured, the cost is made from the bandwidth. */
export function costInUse({ costs, autoCost }: FakeDevice, port: string): number {
  return costs[port] ?? autoCost;
}

interface System {
  open(device: FakeDevice, channel: 'shell' | 'exec'): (line: string) => Said;
  config(device: FakeDevice): string;
}

const ports = ({ costs }: FakeState, show: (port: string, cost: number | undefined) => string) =>
  Object.entries(costs)
    .map(([port, cost]) => show(port, cost))
    .join('');

const systems: Record<Platform, System> = {
  frr: {
    open: (device, channel) => (channel === 'exec' ? frrOperator(device) : frrTerminal(device)),
    config: (device) =>
      `Building configuration...\n\nCurrent configuration:\n!\nhostname ${device.name}\n!\n${ports(
        device,
        (port, cost) =>
          `interface ${port}\n ip ospf area 0\n${cost === undefined ? '' : ` ip ospf cost ${cost}\n`}exit\n!\n`,
      )}router ospf\n ospf router-id 10.0.0.1\n${device.maxMetric ? ' max-metric router-lsa administrative\n' : ''}exit\n!\nend\n`,
  },
  'ios-xe': {
    open: iosTerminal,
    // The heading comes with the first change and says something else after each.
    config: (device) =>
      `Building configuration...\n\nCurrent configuration : ${1000 + device.changes} bytes\n!\n${
        device.changes === 0 ? '' : `! Last configuration change at 05:12:4${device.changes % 10} UTC by netops\n!\n`
      }version 17.9\n!\nhostname ${device.name}\n!\n${ports(
        device,
        (port, cost) =>
          `interface ${port}\n ip ospf 1 area 0\n${cost === undefined ? '' : ` ip ospf cost ${cost}\n`}!\n`,
      )}router ospf 1\n router-id 10.0.0.1\n${device.maxMetric ? ' max-metric router-lsa\n' : ''}!\nend\n\n`,
  },
  eos: {
    open: eosTerminal,
    config: (device) =>
      `! Command: show running-config\n!\nhostname ${device.name}\n!\n${ports(
        device,
        (port, cost) =>
          `interface ${port}\n   ip ospf area 0.0.0.0\n${cost === undefined ? '' : `   ip ospf cost ${cost}\n`}!\n`,
      )}router ospf 1\n${device.maxMetric ? '   max-metric router-lsa\n' : ''}!\nend\n`,
  },
  junos: {
    open: junosTerminal,
    config: (device) =>
      `## Last commit: now\nsystem {\n    host-name ${device.name};\n}\nprotocols {\n    ospf {\n${
        device.maxMetric ? '        overload;\n' : ''
      }        area 0.0.0.0 {\n${ports(
        device,
        (port, cost) =>
          `            interface ${port}.0 {\n                interface-type p2p;\n${cost === undefined ? '' : `                metric ${cost};\n`}            }\n`,
      )}        }\n    }\n}\n`,
  },
};
