/** A router that understands the lines of the FRR playbooks, with its configuration as text. */
export interface FakeDevice {
  name: string;
  /** Configured OSPF cost by interface; undefined for none. */
  costs: Record<string, number | undefined>;
  /** Cost of a port without a configured one. */
  autoCost: number;
  maxMetric: boolean;
  restarts: string[];
  /** Lines that it answers with an error. */
  refuses: (line: string) => boolean;
  /** When its revert timer would fire, as the seconds that were asked for; null when none is armed. */
  revertIn: number | null;
  config(): string;
  open(channel: 'shell' | 'exec'): (line: string) => Said;
}

/** What it says to a line; the prompt behind it matters where a device shows by it what it did. */
export type Said = string | { text: string; prompt: string };

export function fakeDevice(name: string): FakeDevice {
  const device: FakeDevice = {
    name,
    costs: { eth1: 10, eth2: 10, eth3: 15, eth4: undefined },
    autoCost: 1,
    maxMetric: false,
    restarts: [],
    refuses: () => false,
    revertIn: null,
    config: () => formatConfig(device),
    open: (channel) => (channel === 'exec' ? (line) => operate(device, line) : openTerminal(device)),
  };
  return device;
}

/** Where none is configured, the cost is made from the bandwidth. */
export function costInUse({ costs, autoCost }: FakeDevice, port: string): number {
  return costs[port] ?? autoCost;
}

function formatConfig({ name, costs, maxMetric }: FakeDevice): string {
  const interfaces = Object.entries(costs).map(
    ([port, cost]) =>
      `interface ${port}\n ip ospf area 0\n${cost === undefined ? '' : ` ip ospf cost ${cost}\n`}exit\n!\n`,
  );
  const ospf = `router ospf\n ospf router-id 10.0.0.1\n${maxMetric ? ' max-metric router-lsa administrative\n' : ''}exit\n!\n`;
  return `Building configuration...\n\nCurrent configuration:\n!\nhostname ${name}\n!\n${interfaces.join('')}${ospf}end\n`;
}

function openTerminal(device: FakeDevice): (line: string) => string {
  let block = '';
  return (line) => {
    if (device.refuses(line)) return `% Unknown command: ${line}\n`;
    if (line === 'show running-config') return device.config();
    const asked = /^show ip ospf interface (\S+)$/.exec(line)?.[1];
    if (asked) return `${asked} is up\n  Network Type POINTOPOINT, Cost: ${costInUse(device, asked)}\n`;
    const port = /^interface (\S+)$/.exec(line)?.[1];
    if (port) block = port;
    const cost = /^ip ospf cost (\d+)$/.exec(line)?.[1];
    if (cost) device.costs[block] = Number(cost);
    if (line === 'no ip ospf cost') device.costs[block] = undefined;
    if (line === 'max-metric router-lsa administrative') device.maxMetric = true;
    if (line === 'no max-metric router-lsa administrative') device.maxMetric = false;
    return '';
  };
}

function operate(device: FakeDevice, line: string): string {
  if (device.refuses(line)) return `% Unknown command: ${line}\n`;
  if (line === 'show processes memory')
    return '    PID COMMAND RSS VSZ\n  77 ospfd 91840 99000\n  65 zebra 17960 482760\n';
  const [verb, , process] = line.split(' ');
  if (verb === 'process') device.restarts.push(process!);
  if (line === 'copy-running nocturne') return 'ok: saved nocturne, 42 lines\n';
  const seconds = /^revert-in (\d+) nocturne$/.exec(line)?.[1];
  if (seconds) {
    device.revertIn = Number(seconds);
    return `ok: revert to nocturne in ${seconds} s\n`;
  }
  if (line !== 'revert-cancel') return '';
  if (device.revertIn === null) return '% no revert is pending\n';
  device.revertIn = null;
  return 'ok: revert to nocturne cancelled\n';
}
