import { ospfCost } from '../../world/device-config.ts';
import { ipNumber, ipText } from '../../world/routing.ts';
import { formatAge, frrJson } from '../format.ts';
import { neighborsOf } from '../neighbors.ts';
import { allPorts, portOf } from '../ports.ts';
import type { DeviceContext } from '../session.ts';
import { interfaceFlags } from './show-interface.ts';

export function showNeighbors(context: DeviceContext): string {
  const header =
    'Neighbor ID     Pri State           Up Time         Dead Time Address         Interface                        RXmtL RqstL DBsmL';
  const rows = neighborsOf(context).map((neighbor) => {
    const { routerId, address, localInterface, localAddress } = neighbor;
    const left = `${routerId.padEnd(15)} ${'1'.padStart(3)} ${'Full/-'.padEnd(15)} ${formatAge(neighbor.upMs).padEnd(15)}`;
    const right = `${address.padEnd(15)} ${`${localInterface}:${localAddress}`.padEnd(32)}`;
    return `${left} ${formatAge(neighbor.deadMs).padStart(9)} ${right} ${'0'.padStart(5)} ${'0'.padStart(5)} ${'0'.padStart(5)}`;
  });
  return `${['', header, ...rows, ''].join('\n')}\n`;
}

export function showNeighborsJson(context: DeviceContext): string {
  const entries = neighborsOf(context).map(
    (neighbor) =>
      [
        neighbor.routerId,
        [
          {
            priority: 1,
            state: 'Full/-',
            nbrPriority: 1,
            nbrState: 'Full/-',
            converged: 'Full',
            role: 'DROther',
            upTimeInMsec: neighbor.upMs,
            deadTimeMsecs: neighbor.deadMs,
            routerDeadIntervalTimerDueMsec: neighbor.deadMs,
            upTime: formatAge(neighbor.upMs),
            deadTime: formatAge(neighbor.deadMs),
            address: neighbor.address,
            ifaceAddress: neighbor.address,
            ifaceName: `${neighbor.localInterface}:${neighbor.localAddress}`,
            retransmitCounter: 0,
            linkStateRetransmissionListCounter: 0,
            requestCounter: 0,
            linkStateRequestListCounter: 0,
            dbSummaryCounter: 0,
            databaseSummaryListCounter: 0,
          },
        ],
      ] as const,
  );
  return frrJson({ neighbors: Object.fromEntries(entries) }, { escapeSlashes: true });
}

interface OspfPort {
  name: string;
  up: boolean;
  index: number;
  mtu: number;
  speedMbps: number;
  flags: string;
  address: string;
  length: number;
  broadcast: string;
  cost: number;
  kind: 'POINTOPOINT' | 'BROADCAST' | 'LOOPBACK';
  state: string;
  timers: { hello: number; dead: number; retransmit: number };
  passive: boolean;
  neighbors: number;
  helloMs: number;
  enabled: boolean;
}

function ospfPort(context: DeviceContext, name: string): OspfPort | null {
  const port = portOf(context, name);
  const { config, hardware } = port ?? {};
  if (!port || !config || !hardware) return null;
  const { ospf, address = '0.0.0.0/32' } = config;
  const length = Number(address.split('/')[1]);
  const size = 2 ** (32 - length);
  const kind = hardware.kind === 'loopback' ? 'LOOPBACK' : ospf?.pointToPoint ? 'POINTOPOINT' : 'BROADCAST';
  return {
    name,
    up: port.up,
    index: hardware.index,
    mtu: hardware.kind === 'loopback' ? 65536 : 1500,
    speedMbps: hardware.speedMbps,
    flags: interfaceFlags(port),
    address: plain(address),
    length,
    broadcast: ipText(Math.floor(ipNumber(plain(address)) / size) * size + size - 1),
    cost: ospfCost(config, hardware),
    kind,
    state: kind === 'LOOPBACK' ? 'Loopback' : kind === 'POINTOPOINT' ? 'Point-To-Point' : 'DR',
    timers: {
      hello: ospf?.helloSeconds ?? 10,
      dead: ospf?.deadSeconds ?? 40,
      retransmit: ospf?.retransmitSeconds ?? 5,
    },
    passive: ospf?.passive ?? false,
    neighbors: neighborsOf(context).filter((neighbor) => neighbor.localInterface === name).length,
    helloMs: Math.round(context.random.between(20, 990)),
    enabled: Boolean(ospf && port.up && context.device.config.ospf.enabled),
  };
}

export function showOspfInterface(context: DeviceContext, name: string | undefined): string {
  const names = name ? [name] : allPorts(context).map((port) => port.config.name);
  const ports = names.flatMap((own) => ospfPort(context, own) ?? []).filter((port) => name || port.enabled);
  if (name && ports.length === 0) return 'No such interface name\n\n';
  return ports.map((port) => `${describePort(context, port)}\n\n`).join('');
}

function describePort(context: DeviceContext, port: OspfPort): string {
  const head = [
    `${port.name} is ${port.up ? 'up' : 'down'}`,
    `  ifindex ${port.index}, MTU ${port.mtu} bytes, BW ${port.speedMbps} Mbit ${port.flags}`,
  ];
  if (!port.enabled) return [...head, '  OSPF not enabled on this interface'].join('\n');
  const { hello, dead, retransmit } = port.timers;
  const quiet = port.passive
    ? '    No Hellos (Passive interface)'
    : `    Hello due in ${port.kind === 'LOOPBACK' ? 'inactive' : formatAge(port.helloMs)}`;
  const isDr =
    port.state === 'DR'
      ? [
          `  Designated Router (ID) ${context.device.config.ospf.routerId} Interface Address ${port.address}/${port.length}`,
        ]
      : [];
  return [
    ...head,
    `  Internet Address ${port.address}/${port.length}, Broadcast ${port.broadcast}, Area 0.0.0.0`,
    '  MTU mismatch detection: enabled',
    `  Router ID ${context.device.config.ospf.routerId}, Network Type ${port.kind}, Cost: ${port.cost}`,
    `  Transmit Delay is 1 sec, State ${port.state}, Priority 1`,
    ...isDr,
    '  No backup designated router on this network',
    `  Multicast group memberships: ${port.kind === 'POINTOPOINT' ? 'OSPFAllRouters' : '<None>'}`,
    `  Timer intervals configured, Hello ${hello}s, Dead ${dead}s, Wait ${dead}s, Retransmit ${retransmit}`,
    quiet,
    `  Neighbor Count is ${port.neighbors}, Adjacent neighbor count is ${port.neighbors}`,
  ].join('\n');
}

export function showOspfInterfaceJson(context: DeviceContext, name: string | undefined): string {
  const names = name ? [name] : allPorts(context).map((port) => port.config.name);
  const ports = names.flatMap((own) => ospfPort(context, own) ?? []).filter((port) => name || port.enabled);
  if (name && ports.length === 0) return frrJson({ noSuchIface: true });
  return frrJson({ interfaces: Object.fromEntries(ports.map((port) => [port.name, portJson(context, port)])) });
}

function portJson(context: DeviceContext, port: OspfPort) {
  const head = { ifIndex: port.index, mtuBytes: port.mtu, bandwidthMbit: port.speedMbps, ifFlags: port.flags };
  if (!port.enabled) return { ifDown: false, ...head, ospfEnabled: false };
  const { routerId } = context.device.config.ospf;
  return {
    ifUp: true,
    ...head,
    ospfEnabled: true,
    ipAddress: port.address,
    ipAddressPrefixlen: port.length,
    ospfIfType: 'Broadcast',
    localIfUsed: port.broadcast,
    area: '0.0.0.0',
    routerId,
    networkType: port.kind,
    cost: port.cost,
    transmitDelaySecs: 1,
    state: port.state,
    priority: 1,
    ...(port.state === 'DR' && { drId: routerId, drAddress: port.address }),
    ...(port.kind === 'POINTOPOINT' && { mcastMemberOspfAllRouters: true }),
    timerMsecs: port.timers.hello * 1000,
    timerDeadSecs: port.timers.dead,
    timerWaitSecs: port.timers.dead,
    timerRetransmitSecs: port.timers.retransmit,
    ...(port.passive ? { timerPassiveIface: true } : port.kind !== 'LOOPBACK' && { timerHelloInMsecs: port.helloMs }),
    nbrCount: port.neighbors,
    nbrAdjacentCount: port.neighbors,
  };
}

function plain(address: string): string {
  return address.split('/')[0] ?? '';
}
