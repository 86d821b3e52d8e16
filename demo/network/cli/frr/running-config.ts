import type { DeviceConfig, InterfaceConfig } from '../../world/device-config.ts';

/** The body of `show running-config`, from `frr version` to `end`, as FRR 8.4 writes it. */
export function renderRunningConfig(config: DeviceConfig): string {
  const interfaces = Object.values(config.interfaces).sort((x, y) => (x.name < y.name ? -1 : 1));
  return [
    'frr version 8.4.4',
    'frr defaults traditional',
    `hostname ${config.hostname}`,
    'log syslog informational',
    'log timestamp precision 3',
    'agentx',
    'no ipv6 forwarding',
    'service integrated-vtysh-config',
    'username netops nopassword',
    '!',
    ...interfaces.flatMap(renderInterface),
    ...renderOspf(config),
    'end',
    '',
  ].join('\n');
}

function renderInterface(config: InterfaceConfig): string[] {
  const { ospf } = config;
  const lines = [
    config.description && `description ${config.description}`,
    config.address && `ip address ${config.address}`,
    ospf && `ip ospf area ${ospf.area}`,
    ospf?.cost !== undefined && `ip ospf cost ${ospf.cost}`,
    ospf && ospf.deadSeconds !== 40 && `ip ospf dead-interval ${ospf.deadSeconds}`,
    ospf && ospf.helloSeconds !== 10 && `ip ospf hello-interval ${ospf.helloSeconds}`,
    ospf?.pointToPoint && 'ip ospf network point-to-point',
    ospf?.passive && 'ip ospf passive',
    ospf && ospf.retransmitSeconds !== 5 && `ip ospf retransmit-interval ${ospf.retransmitSeconds}`,
    config.shutdown && 'shutdown',
  ].filter((line) => typeof line === 'string' && line !== '');
  return [`interface ${config.name}`, ...lines.map((line) => ` ${line}`), 'exit', '!'];
}

function renderOspf(config: DeviceConfig): string[] {
  if (!config.ospf.enabled) return [];
  return [
    'router ospf',
    ` ospf router-id ${config.ospf.routerId}`,
    ' log-adjacency-changes detail',
    ' timers throttle spf 50 200 2000',
    ' timers throttle lsa all 200',
    ' timers lsa min-arrival 100',
    ' maximum-paths 4',
    ...(config.ospf.maxMetric ? [' max-metric router-lsa administrative'] : []),
    'exit',
    '!',
  ];
}

/** Lines of each block (`interface eth1`, `router ospf`, or none) that one configuration has and the other hasn't. */
export function diffConfigs(from: DeviceConfig, to: DeviceConfig): { remove: string[]; add: string[] } {
  const [before, after] = [blockLines(from), blockLines(to)];
  const missing = (here: readonly string[], there: readonly string[]) => here.filter((line) => !there.includes(line));
  return { remove: missing(before, after), add: missing(after, before) };
}

function blockLines(config: DeviceConfig): string[] {
  let block = '';
  return renderRunningConfig(config)
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith(' ')) return [`${block}\n${line}`];
      block = line;
      return line === '' || line === '!' || line === 'exit' || line === 'end' ? [] : [line];
    });
}
