import type { Hardware } from '../../world/device-config.ts';
import { directionOf } from '../../world/probe.ts';
import type { Port } from '../ports.ts';
import { allPorts, portOf } from '../ports.ts';
import type { IosDevice } from './commands.ts';

export type IosPort = Port & { hardware: Hardware };

export function iosPort({ host }: IosDevice, name: string): IosPort | null {
  const port = portOf(host, name);
  return port?.hardware ? { ...port, hardware: port.hardware } : null;
}

/** Physical interfaces first, loopbacks last. */
export function iosPorts(device: IosDevice): IosPort[] {
  const ports = allPorts(device.host).flatMap((port) => iosPort(device, port.config.name) ?? []);
  const isLoopback = (port: IosPort) => Number(port.hardware.kind === 'loopback');
  return ports.sort((x, y) => isLoopback(x) - isLoopback(y));
}

export function lineState({ config, up }: IosPort): string {
  const admin = config.shutdown ? 'administratively down' : up ? 'up' : 'down';
  return `${config.name} is ${admin}, line protocol is ${up ? 'up' : 'down'} `;
}

export function showInterface(device: IosDevice, port: IosPort): string {
  const { config, hardware } = port;
  const link = hardware.link && device.host.world.links.get(hardware.link.name);
  const own = link ? directionOf(link, device.host.device.name) : null;
  const other = link && (link.link.a.device === device.host.device.name ? link.bToA : link.aToB);
  const bits = (mbps: number | undefined) => Math.round((port.up ? (mbps ?? 0) : 0) * 1_000_000);
  const packets = (rate: number) => Math.round(rate / 8 / 900);
  const [rateIn, rateOut] = [bits(other?.throughputMbps), bits(own?.throughputMbps)];
  const loopback = hardware.kind === 'loopback';
  const mac = hardware.mac.replaceAll(':', '').replace(/^(.{4})(.{4})(.{4})$/, '$1.$2.$3');
  const lines = [
    lineState(port),
    loopback ? '  Hardware is Loopback' : `  Hardware is CSR vNIC, address is ${mac} (bia ${mac})`,
    ...(config.description ? [`  Description: ${config.description}`] : []),
    ...(config.address ? [`  Internet address is ${config.address}`] : []),
    `  MTU ${loopback ? 1514 : 1500} bytes, BW ${loopback ? 8_000_000 : hardware.speedMbps * 1000} Kbit/sec, DLY ${loopback ? 5000 : 10} usec, `,
    `     reliability 255/255, txload ${load(rateOut, hardware)}/255, rxload ${load(rateIn, hardware)}/255`,
    `  Encapsulation ${loopback ? 'LOOPBACK' : 'ARPA'}, loopback not set`,
    '  Keepalive set (10 sec)',
    ...(loopback ? [] : [`  Full Duplex, ${hardware.speedMbps}Mbps, link type is auto, media type is Virtual`]),
    '  Last clearing of "show interface" counters never',
    '  Queueing strategy: fifo',
    `  5 minute input rate ${rateIn} bits/sec, ${packets(rateIn)} packets/sec`,
    `  5 minute output rate ${rateOut} bits/sec, ${packets(rateOut)} packets/sec`,
    `     ${Math.round((other?.errorPct ?? 0) * 1000)} input errors, ${Math.round((other?.errorPct ?? 0) * 1000)} CRC, 0 frame, 0 overrun, 0 ignored`,
  ];
  return `${lines.join('\n')}\n`;
}

export function showInterfaceBrief(device: IosDevice): string {
  const rows = iosPorts(device).map(({ config, up }) => {
    const address = config.address?.split('/')[0] ?? 'unassigned';
    const status = config.shutdown ? 'administratively down' : up ? 'up' : 'down';
    return `${config.name.padEnd(22)} ${address.padEnd(15)} YES NVRAM  ${status.padEnd(21)} ${(up ? 'up' : 'down').padEnd(8)}`;
  });
  return `${['Interface              IP-Address      OK? Method Status                Protocol', ...rows].join('\n')}\n`;
}

function load(rate: number, hardware: Hardware): number {
  return Math.min(255, Math.max(1, Math.round((255 * rate) / Math.max(1, hardware.speedMbps * 1_000_000))));
}
