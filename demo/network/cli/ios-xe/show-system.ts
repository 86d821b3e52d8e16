import { nominalMemoryMb } from '../../world/processes.ts';
import { formatUptime } from '../format.ts';
import type { IosDevice } from './commands.ts';

export function showVersion({ host }: IosDevice): string {
  const { hostname } = host.device.config;
  return [
    'Cisco IOS XE Software, Version 17.09.04a',
    'Cisco IOS Software [Cupertino], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.9.4a, RELEASE SOFTWARE (fc3)',
    'Technical Support: http://www.cisco.com/techsupport',
    '',
    'ROM: IOS-XE ROMMON',
    `${hostname} uptime is ${formatUptime(host.clock() - host.world.network().bootedAt)}`,
    'System returned to ROM by reload',
    'System image file is "bootflash:packages.conf"',
    '',
    'cisco C8000V (VXE) processor (revision VXE) with 2028465K/3075K bytes of memory.',
    'Processor board ID 9JUUR2Z0T4N',
    `${host.device.spec.ports.length} Gigabit Ethernet interfaces`,
    '',
    'Configuration register is 0x2102',
    '',
    '',
  ].join('\n');
}

/** The names that IOS gives to what the simulation calls by the names of FRR's processes. */
const iosNames: Record<string, string> = {
  ospfd: 'OSPF-1 Router',
  zebra: 'IP RIB Update',
  telemetryd: 'SNMP ENGINE',
  sshd: 'SSH Process',
};

function processesOf({ host }: IosDevice) {
  const { device } = host;
  const ordinary = Math.max(0, device.load.cpuPct - device.hog.pct);
  return device.processes.list().map((process) => ({
    pid: process.pid,
    name: iosNames[process.name] ?? process.name,
    cpuPct: ordinary * process.weight + (process.name === device.hog.process ? device.hog.pct : 0),
    holding: Math.round((process.residentKb + (device.leaks.get(process.name) ?? 0) * 1024) * 1024),
  }));
}

export function showProcessesCpu(device: IosDevice): string {
  const cpu = `${Math.round(device.host.device.load.cpuPct)}%`;
  const rows = processesOf(device)
    .sort((x, y) => y.cpuPct - x.cpuPct)
    .map(({ pid, name, cpuPct }) => {
      const share = `${cpuPct.toFixed(2)}%`.padStart(6);
      return `${String(pid).padStart(4)} ${'0'.padStart(11)} ${'0'.padStart(10)} ${'0'.padStart(6)} ${share} ${share} ${share}   0 ${name} `;
    });
  return [
    `CPU utilization for five seconds: ${cpu}/0%; one minute: ${cpu}; five minutes: ${cpu}`,
    ' PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process ',
    ...rows,
    '',
  ].join('\n');
}

export function showProcessesMemory(device: IosDevice): string {
  const total = nominalMemoryMb * 1024 * 1024;
  const used = Math.round((device.host.device.load.memoryPct / 100) * total);
  const rows = processesOf(device)
    .sort((x, y) => y.holding - x.holding)
    .map(
      ({ pid, name, holding }) =>
        `${String(pid).padStart(4)}   0 ${String(holding + 4096).padStart(10)} ${'4096'.padStart(10)} ${String(holding).padStart(10)} ${'0'.padStart(10)} ${'0'.padStart(10)} ${name}`,
    );
  return [
    `Processor Pool Total: ${String(total).padStart(10)} Used: ${String(used).padStart(10)} Free: ${String(total - used).padStart(10)}`,
    '',
    ' PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process',
    ...rows,
    '',
  ].join('\n');
}

export function showLogging(): string {
  return 'Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)\n\nLog Buffer (4096 bytes):\n\n';
}
