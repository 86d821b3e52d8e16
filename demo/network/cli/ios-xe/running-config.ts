import type { DeviceConfig, InterfaceConfig } from '../../world/device-config.ts';
import { ipText } from '../../world/routing.ts';

/** 10.0.100.2/30 → `10.0.100.2 255.255.255.252`. */
function addressAndMask(address: string): string {
  const [ip = '', length = '32'] = address.split('/');
  return `${ip} ${ipText(2 ** 32 - 2 ** (32 - Number(length)))}`;
}

/** Blocks of the configuration, without the lines about size and date that change by themselves. */
function renderBlocks(config: DeviceConfig): string[][] {
  const interfaces = Object.values(config.interfaces).sort(
    (x, y) => order(x.name) - order(y.name) || (x.name < y.name ? -1 : 1),
  );
  return [
    ['version 17.9'],
    ['service timestamps debug datetime msec', 'service timestamps log datetime msec'],
    [`hostname ${config.hostname}`],
    ['no aaa new-model'],
    ['no ip domain lookup'],
    ...(config.archivePath ? [['archive', ` path ${config.archivePath}`]] : []),
    ...interfaces.map(renderInterface),
    ...renderOspf(config),
    ['line vty 0 4', ' login local', ' transport preferred none', ' transport input ssh'],
  ];
}

export function renderRunningConfig(config: DeviceConfig, changed: { at: number; by: string } | null): string {
  const body = `${renderBlocks(config)
    .map((block) => block.join('\n'))
    .join('\n!\n')}\n!\nend\n`;
  const stamp = changed ? `! Last configuration change at ${iosStamp(changed.at)} by ${changed.by}\n!\n` : '';
  return `Building configuration...\n\nCurrent configuration : ${body.length + stamp.length} bytes\n!\n${stamp}${body}\n`;
}

/** Differences by block, as the contextual diff utility prints them: `+` is only in `to`, `-` only in `from`. */
export function contextualDiff(from: DeviceConfig, to: DeviceConfig): string {
  const [before, after] = [renderBlocks(from), renderBlocks(to)];
  const heads = [...new Set([...before, ...after].map((block) => block[0] ?? ''))];
  const lines = heads.flatMap((head) => {
    const [old, fresh] = [before, after].map((blocks) => blocks.find((block) => block[0] === head));
    if (!old || !fresh) return (old ?? fresh ?? []).map((line) => marked(old ? '-' : '+', line));
    const gone = old.filter((line) => !fresh.includes(line)).map((line) => marked('-', line));
    const come = fresh.filter((line) => !old.includes(line)).map((line) => marked('+', line));
    return gone.length + come.length > 0 ? [head, ...gone, ...come] : [];
  });
  return `!Contextual Config Diffs:\n${lines.length > 0 ? lines.join('\n') : '!No changes were found'}\n\n`;
}

/** 05:12:44 UTC Mon Nov 23 2026. */
export function iosStamp(at: number): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(at)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${time} UTC ${weekday} ${month} ${Number(day)} ${year}`;
}

function marked(sign: string, line: string): string {
  return line.startsWith(' ') ? ` ${sign}${line.slice(1)}` : `${sign}${line}`;
}

function order(name: string): number {
  return name.startsWith('Loopback') ? 0 : 1;
}

function renderInterface(config: InterfaceConfig): string[] {
  const { ospf } = config;
  const lines = [
    config.description && `description ${config.description}`,
    config.address ? `ip address ${addressAndMask(config.address)}` : 'no ip address',
    ospf?.pointToPoint && 'ip ospf network point-to-point',
    ospf && ospf.deadSeconds !== 40 && `ip ospf dead-interval ${ospf.deadSeconds}`,
    ospf && ospf.helloSeconds !== 10 && `ip ospf hello-interval ${ospf.helloSeconds}`,
    ospf && ospf.retransmitSeconds !== 5 && `ip ospf retransmit-interval ${ospf.retransmitSeconds}`,
    ospf && `ip ospf 1 area ${ospf.area}`,
    ospf?.cost !== undefined && `ip ospf cost ${ospf.cost}`,
    config.shutdown && 'shutdown',
    config.name.startsWith('Gi') && 'negotiation auto',
  ].filter((line) => typeof line === 'string' && line !== '');
  return [`interface ${config.name}`, ...lines.map((line) => ` ${line}`)];
}

function renderOspf(config: DeviceConfig): string[][] {
  if (!config.ospf.enabled) return [];
  const passive = Object.values(config.interfaces).filter((own) => own.ospf?.passive);
  return [
    [
      'router ospf 1',
      ` router-id ${config.ospf.routerId}`,
      ...(config.ospf.maxMetric ? [' max-metric router-lsa'] : []),
      ...passive.map((own) => ` passive-interface ${own.name}`),
    ],
  ];
}
