import { costInUse, type FakeDevice } from './fake-device.ts';

type State = Pick<FakeDevice, 'costs' | 'maxMetric'>;

/** A router with Cisco IOS-XE: lines act at once, and Rollback Confirmed Change keeps what ran before. `fire()` is the end of its timer. */
export interface IosDevice extends FakeDevice {
  fire(): void;
}

export function iosDevice(name: string): IosDevice {
  let former: State | null = null;
  let changedAt = 0;
  const device: IosDevice = {
    name,
    costs: { eth1: 10, eth2: 10, eth3: 15, eth4: undefined },
    autoCost: 1,
    maxMetric: false,
    restarts: [],
    refuses: () => false,
    revertIn: null,
    config: () => formatConfig(device, changedAt),
    fire() {
      if (former) Object.assign(device, former);
      former = null;
      device.revertIn = null;
    },
    open: () => openTerminal(),
  };

  function begin(minutes: string): string {
    former = { costs: { ...device.costs }, maxMetric: device.maxMetric };
    device.revertIn = 60 * Number(minutes);
    return 'Rollback Confirmed Change: Backing up current running config to bootflash:archive-1\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n';
  }

  function settle(keep: boolean): string {
    if (device.revertIn === null) return '%No Rollback Confirmed Change pending\n\n';
    if (keep) former = null;
    else device.fire();
    device.revertIn = null;
    return '';
  }

  function openTerminal(): (line: string) => string {
    let block = '';
    return (line) => {
      if (device.refuses(line)) return "% Invalid input detected at '^' marker.\n\n";
      if (line === 'show running-config') return device.config();
      const asked = /^show ip ospf interface (\S+)$/.exec(line)?.[1];
      if (asked)
        return `${asked} is up, line protocol is up\n  Network Type POINT_TO_POINT, Cost: ${costInUse(device, asked)}\n`;
      const minutes = /^configure terminal revert timer (\d+)$/.exec(line)?.[1];
      if (minutes) return begin(minutes);
      if (line === 'configure terminal') return 'Enter configuration commands, one per line.  End with CNTL/Z.\n';
      if (line === 'configure confirm') return settle(true);
      if (line === 'configure revert now') return settle(false);
      block = /^interface (\S+)$/.exec(line)?.[1] ?? block;
      const cost = /^(no )?ip ospf cost(?: (\d+))?$/.exec(line);
      if (cost) device.costs[block] = cost[1] ? undefined : Number(cost[2]);
      const metric = /^(no )?max-metric router-lsa$/.exec(line);
      if (metric) device.maxMetric = !metric[1];
      if (cost || metric) changedAt++;
      return '';
    };
  }

  return device;
}

/** The heading comes with the first change and says something else after each. */
function formatConfig({ name, costs, maxMetric }: FakeDevice, changedAt: number): string {
  const heading = changedAt === 0 ? '' : `! Last configuration change at 05:12:4${changedAt % 10} UTC by netops\n!\n`;
  const ports = Object.entries(costs).map(
    ([port, cost]) => `interface ${port}\n ip ospf 1 area 0\n${cost === undefined ? '' : ` ip ospf cost ${cost}\n`}!\n`,
  );
  const ospf = `router ospf 1\n router-id 10.0.0.1\n${maxMetric ? ' max-metric router-lsa\n' : ''}!\n`;
  return `Building configuration...\n\nCurrent configuration : ${1000 + changedAt} bytes\n!\n${heading}version 17.9\n!\nhostname ${name}\n!\n${ports.join('')}${ospf}end\n\n`;
}
