import { formatStamp, frrJson } from '../format.ts';
import type { Port } from '../ports.ts';
import { allPorts } from '../ports.ts';
import type { DeviceContext } from '../session.ts';

export function interfaceFlags(port: Port): string {
  const admin = port.config.shutdown ? [] : ['UP'];
  if (port.hardware?.kind === 'loopback')
    return `<${[...admin, 'LOOPBACK', ...(port.up ? ['RUNNING'] : [])].join(',')}>`;
  return `<${[...admin, 'BROADCAST', ...(port.up ? ['RUNNING'] : []), 'MULTICAST'].join(',')}>`;
}

export function showInterface(context: DeviceContext, port: Port): string {
  const { config, hardware } = port;
  const changes = context.device.linkChanges.get(config.name);
  const stamp = (at: number | null | undefined) => (at ? formatStamp(at) : '(never)');
  const state = config.shutdown || !hardware ? 'down' : `up, line protocol is ${port.up ? 'up' : 'down'}`;
  const lines = [
    `Interface ${config.name} is ${state}`,
    `  Link ups:       ${changes?.ups ?? 0}    last: ${stamp(changes?.lastUp)}`,
    `  Link downs:     ${changes?.downs ?? 0}    last: ${stamp(changes?.lastDown)}`,
    '  vrf: default',
    ...(config.description ? [`  Description: ${config.description}`] : []),
  ];
  if (!hardware) return `${[...lines, '  pseudo interface'].join('\n')}\n`;
  const loopback = hardware.kind === 'loopback';
  lines.push(
    `  index ${hardware.index} metric 0 mtu ${loopback ? 65536 : 1500} speed ${hardware.speedMbps} `,
    `  flags: ${interfaceFlags(port)}`,
    `  Type: ${loopback ? 'Loopback' : 'Ethernet'}`,
    ...(loopback ? [] : [`  HWaddr: ${hardware.mac}`]),
    ...(config.address ? [`  inet ${config.address}`] : []),
    ...(port.up && !loopback ? [`  inet6 ${linkLocal(hardware.mac)}/64`] : []),
    `  Interface Type ${hardware.kind === 'management' ? 'VETH' : 'Other'}`,
    '  Interface Slave Type None',
    '  protodown: off ',
  );
  return `${lines.join('\n')}\n`;
}

export function showInterfaceJson(context: DeviceContext, ports: readonly Port[]): string {
  const entries = ports.map((port) => [port.config.name, interfaceJson(context, port)] as const);
  return frrJson(Object.fromEntries(entries));
}

function interfaceJson(context: DeviceContext, port: Port) {
  const { config, hardware } = port;
  const changes = context.device.linkChanges.get(config.name);
  const addresses = [
    config.address,
    port.up && hardware && hardware.kind !== 'loopback' && `${linkLocal(hardware.mac)}/64`,
  ];
  return {
    administrativeStatus: config.shutdown || !hardware ? 'down' : 'up',
    ...(!config.shutdown && hardware && { operationalStatus: port.up ? 'up' : 'down', linkDetection: true }),
    linkUps: changes?.ups ?? 0,
    linkDowns: changes?.downs ?? 0,
    ...(changes?.lastUp && { lastLinkUp: formatStamp(changes.lastUp) }),
    ...(changes?.lastDown && { lastLinkDown: formatStamp(changes.lastDown) }),
    vrfName: 'default',
    ...(config.description && { description: config.description }),
    mplsEnabled: false,
    linkDown: false,
    linkDownV6: false,
    mcForwardingV4: false,
    mcForwardingV6: false,
    pseudoInterface: !hardware,
    ...(hardware && {
      index: hardware.index,
      metric: 0,
      mtu: hardware.kind === 'loopback' ? 65536 : 1500,
      speed: hardware.speedMbps,
      flags: interfaceFlags(port),
      type: hardware.kind === 'loopback' ? 'Loopback' : 'Ethernet',
      ...(hardware.kind !== 'loopback' && { hardwareAddress: hardware.mac }),
      ipAddresses: addresses.flatMap((address) => (address ? [{ address, secondary: false, unnumbered: false }] : [])),
      interfaceType: hardware.kind === 'management' ? 'VETH' : 'Other',
      interfaceSlaveType: 'None',
      lacpBypass: false,
      evpnMh: {},
      protodown: 'off',
    }),
  };
}

export function showInterfaceBrief(context: DeviceContext): string {
  const rows = allPorts(context).map(({ config, up }) =>
    `${config.name.padEnd(16)}${(up ? 'up' : 'down').padEnd(8)}${'default'.padEnd(16)}${config.address ?? ''}`.trimEnd(),
  );
  const header = [
    'Interface       Status  VRF             Addresses',
    '---------       ------  ---             ---------',
  ];
  return `${[...header, ...rows, ''].join('\n')}\n`;
}

export function showInterfaceBriefJson(context: DeviceContext): string {
  const entries = allPorts(context).map(({ config, up }) => {
    const addresses = config.address ? { addresses: [config.address] } : {};
    return [config.name, { status: up ? 'up' : 'down', vrfName: 'default', ...addresses }] as const;
  });
  return frrJson(Object.fromEntries(entries));
}

export function showInterfaceDescription(context: DeviceContext): string {
  const rows = allPorts(context).map(({ config, up }) => {
    const admin = config.shutdown ? 'down' : 'up';
    return `${config.name.padEnd(16)}${admin.padEnd(8)}${(up ? 'up' : 'down').padEnd(10)}${config.description ?? ''}`;
  });
  return `${['', '\tVRF default(0)', '', 'Interface       Status  Protocol  Description', ...rows].join('\n')}\n`;
}

/** The link-local address that a MAC address gives (EUI-64, RFC 4291). */
function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((part) => Number.parseInt(part, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`.replace('::0:', '::');
}
