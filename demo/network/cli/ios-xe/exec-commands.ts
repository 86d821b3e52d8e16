import { sendEcho, traceroute } from '../reachability.ts';
import type { IosCommand, IosDevice } from './commands.ts';
import { changing, findInterface, moving, reading } from './commands.ts';
import { contextualDiff, iosStamp, renderRunningConfig } from './running-config.ts';
import { iosPort, iosPorts, showInterface, showInterfaceBrief } from './show-interface.ts';
import { showNeighbors, showOspf, showOspfInterface, showOspfInterfaceBrief } from './show-ospf.ts';
import { showRouteDetail, showRoutes } from './show-route.ts';
import { showLogging, showProcessesCpu, showProcessesMemory, showVersion } from './show-system.ts';

const configuring = 'Enter configuration commands, one per line.  End with CNTL/Z.\n';
const noArchive = '%Turn config archive on before using Rollback Confirmed Change\n';
const nothingPending = '%No Rollback Confirmed Change pending\n';

function ping({ host }: IosDevice, address: string, count: number): string {
  const echoes = Array.from({ length: count }, () => sendEcho(host, address));
  const times = echoes.filter((echo) => typeof echo === 'number').map((ms) => Math.max(1, Math.round(ms)));
  const marks = echoes.map((echo) => (typeof echo === 'number' ? '!' : '.')).join('');
  const mean = Math.round(times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length));
  const spread =
    times.length > 0 ? `, round-trip min/avg/max = ${Math.min(...times)}/${mean}/${Math.max(...times)} ms` : '';
  const rate = Math.round((100 * times.length) / count);
  return `Type escape sequence to abort.\nSending ${count}, 100-byte ICMP Echos to ${address}, timeout is 2 seconds:\n${marks}\nSuccess rate is ${rate} percent (${times.length}/${count})${spread}\n`;
}

const onInterface = (device: IosDevice, given: string, show: (name: string) => string) => {
  const name = findInterface(device, given);
  return name ? show(name) : { output: "% Invalid input detected at '^' marker.\n\n", accepted: false };
};

const shows: IosCommand[] = [
  reading('show version', showVersion),
  reading('show running-config', ({ host, changed }) => renderRunningConfig(host.device.config, changed)),
  reading('show running-config interface IFNAME', (device, { values: { IFNAME = '' } }) =>
    onInterface(device, IFNAME, (name) => {
      const text = renderRunningConfig(device.host.device.config, null);
      const block = text.slice(text.indexOf(`interface ${name}\n`)).split('\n!')[0];
      return `Building configuration...\n\nCurrent configuration : ${block?.length ?? 0} bytes\n!\n${block}\nend\n\n`;
    }),
  ),
  reading('show startup-config', ({ host }) =>
    renderRunningConfig(host.device.startup, null).replace(/^Building.*\n\nCurrent configuration :/, 'Using'),
  ),
  reading('show interfaces', (device) =>
    iosPorts(device)
      .map((port) => showInterface(device, port))
      .join(''),
  ),
  reading('show interfaces IFNAME', (device, { values: { IFNAME = '' } }) =>
    onInterface(device, IFNAME, (name) => {
      const port = iosPort(device, name);
      return port ? showInterface(device, port) : '';
    }),
  ),
  reading('show ip interface brief', showInterfaceBrief),
  reading('show ip ospf', showOspf),
  reading('show ip ospf neighbor', showNeighbors),
  reading('show ip ospf interface brief', showOspfInterfaceBrief),
  reading('show ip ospf interface', (device) =>
    iosPorts(device)
      .map((port) => showOspfInterface(device, port))
      .join(''),
  ),
  reading('show ip ospf interface IFNAME', (device, { values: { IFNAME = '' } }) =>
    onInterface(device, IFNAME, (name) => {
      const port = iosPort(device, name);
      return port ? showOspfInterface(device, port) : '';
    }),
  ),
  reading('show ip route', (device) => showRoutes(device)),
  reading('show ip route ospf', (device) => showRoutes(device, 'ospf')),
  reading('show ip route connected', (device) => showRoutes(device, 'connected')),
  reading('show ip route ADDRESS', (device, { values: { ADDRESS = '' } }) => showRouteDetail(device, ADDRESS)),
  reading('show processes cpu [sorted]', showProcessesCpu),
  reading('show processes memory [sorted]', showProcessesMemory),
  reading('show logging', showLogging),
  reading('show clock', ({ host }) => `*${iosStamp(host.clock())}\n`),
  reading('show archive', ({ confirmed, host }) => {
    const rows = confirmed.archived().map((name, i) => `   ${String(i + 1).padEnd(8)} ${name}`);
    const path = host.device.config.archivePath;
    if (!path) return 'Archive feature not enabled\n';
    return `The maximum archive configurations allowed is 10.\nThe next archive file will be named ${path}-<timestamp>-${rows.length}\n Archive #  Name\n${rows.map((row) => `${row}\n`).join('')}`;
  }),
  reading('show archive config differences', ({ host }) => contextualDiff(host.device.startup, host.device.config)),
  reading('show archive config rollback timer', ({ confirmed, host }) => {
    const pending = confirmed.pending();
    if (!pending) return nothingPending;
    const left = Math.max(0, Math.ceil((pending.endsAt - host.clock()) / 1000));
    return `Time configured(or reconfigured): ${iosStamp(pending.endsAt - pending.minutes * 60_000)}\nTimer type: absolute timer\nTimer value: ${pending.minutes} min\nTimer remaining: ${left} sec\n`;
  }),
];

const others: IosCommand[] = [
  reading('ping ADDRESS', (device, { values: { ADDRESS = '' } }) => ping(device, ADDRESS, 5)),
  reading('ping ADDRESS repeat <1-1000>', (device, { values }) =>
    ping(device, values.ADDRESS ?? '', Number(values['<1-1000>'])),
  ),
  reading('traceroute ADDRESS', ({ host }, { values: { ADDRESS = '' } }) => traceroute(host, ADDRESS)),
  reading('terminal length <0-512>', (_device, { values }, state) => {
    state.pageLines = Number(values['<0-512>']);
    return '';
  }),
  reading('terminal width <0-512>', () => ''),
  reading('exit|logout|quit', () => ({ closes: true })),
  reading('enable|disable', () => ''),
];

const enteringConfig: IosCommand[] = [
  moving('exec', 'configure terminal', (_device, _args, state) => {
    state.mode = 'config';
    return configuring;
  }),
  changing('exec', 'configure terminal revert timer <1-120>', ({ confirmed }, { values }, state) => {
    const text = confirmed.begin(Number(values['<1-120>']));
    if (text === null) return { output: noArchive, accepted: false };
    state.mode = 'config';
    return text + configuring;
  }),
  changing('exec', 'configure confirm', ({ confirmed }) =>
    confirmed.confirm() ? '' : { output: nothingPending, accepted: false },
  ),
  changing('exec', 'configure revert now', ({ confirmed, host }) => {
    const name = confirmed.archived().at(-1);
    if (!confirmed.revertNow()) return { output: nothingPending, accepted: false };
    const stamp = iosStamp(host.clock());
    return `${stamp}: Rolling to: ${name}\n\nTotal number of passes: 1\nRollback Done\n\n`;
  }),
  changing('exec', 'write [memory]', ({ host }) => {
    host.device.startup = structuredClone(host.device.config);
    return 'Building configuration...\n[OK]\n';
  }),
];

export const execCommands: IosCommand[] = [...shows, ...others, ...enteringConfig];
