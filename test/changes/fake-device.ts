import { type FakeDevice, type FakeState, type Platform, type Said, stateOf } from './fake-state.ts';
import { eosTerminal, frrOperator, frrTerminal, iosTerminal, junosTerminal } from './fake-terminals.ts';

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
