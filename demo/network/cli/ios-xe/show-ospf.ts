import { ospfCost } from '../../world/device-config.ts';
import { formatUptime } from '../format.ts';
import { neighborsOf } from '../neighbors.ts';
import type { IosDevice } from './commands.ts';
import type { IosPort } from './show-interface.ts';
import { iosPorts, lineState } from './show-interface.ts';

const clockTime = (ms: number) => new Date(ms).toISOString().slice(11, 19);

export function showNeighbors({ host }: IosDevice): string {
  const rows = neighborsOf(host).map(
    (neighbor) =>
      `${neighbor.routerId.padEnd(15)} ${'0'.padStart(3)}   FULL/  -        ${clockTime(neighbor.deadMs)}    ${neighbor.address.padEnd(15)} ${neighbor.localInterface}`,
  );
  return `\n${['Neighbor ID     Pri   State           Dead Time   Address         Interface', ...rows].join('\n')}\n`;
}

const networkType = ({ hardware, config }: IosPort) =>
  hardware.kind === 'loopback' ? 'LOOPBACK' : config.ospf?.pointToPoint ? 'POINT_TO_POINT' : 'BROADCAST';

export function showOspfInterface(device: IosDevice, port: IosPort): string {
  const { config, hardware } = port;
  const { ospf } = config;
  if (!ospf || !device.host.device.config.ospf.enabled) return `%OSPF: OSPF not enabled on ${config.name}\n`;
  const { routerId } = device.host.device.config.ospf;
  const cost = ospfCost(config, hardware);
  const head = [
    lineState(port),
    `  Internet Address ${config.address}, Interface ID ${hardware.index + 5}, Area ${ospf.area}`,
    '  Attached via Interface Enable',
    `  Process ID 1, Router ID ${routerId}, Network Type ${networkType(port)}, Cost: ${cost}`,
    '  Topology-MTID    Cost    Disabled    Shutdown      Topology Name',
    `        0           ${String(cost).padEnd(9)} no          no            Base`,
    '  Enabled by interface config, including secondary ip addresses',
  ];
  if (hardware.kind === 'loopback')
    return `${[...head, '  Loopback interface is treated as a stub Host'].join('\n')}\n`;
  return `${[...head, ...talking(device, port)].join('\n')}\n`;
}

function talking(device: IosDevice, port: IosPort): string[] {
  const { ospf } = port.config;
  if (!ospf) return [];
  const neighbors = neighborsOf(device.host).filter((neighbor) => neighbor.localInterface === port.config.name);
  const state = !port.up ? 'DOWN' : ospf.pointToPoint ? 'POINT_TO_POINT' : 'DR, Priority 1';
  const { helloSeconds: hello, deadSeconds: dead, retransmitSeconds: retransmit } = ospf;
  return [
    `  Transmit Delay is 1 sec, State ${state}`,
    `  Timer intervals configured, Hello ${hello}, Dead ${dead}, Wait ${dead}, Retransmit ${retransmit}`,
    '    oob-resync timeout 40',
    ospf.passive ? '    No Hellos (Passive interface) ' : '    Hello due in 00:00:00',
    '  Supports Link-local Signaling (LLS)',
    '  Cisco NSF helper support enabled',
    '  IETF NSF helper support enabled',
    '  Index 1/1/1, flood queue length 0',
    '  Next 0x0(0)/0x0(0)/0x0(0)',
    '  Last flood scan length is 1, maximum is 2',
    '  Last flood scan time is 0 msec, maximum is 1 msec',
    `  Neighbor Count is ${neighbors.length}, Adjacent neighbor count is ${neighbors.length} `,
    ...neighbors.map((neighbor) => `    Adjacent with neighbor ${neighbor.routerId}`),
    '  Suppress hello for 0 neighbor(s)',
  ];
}

export function showOspfInterfaceBrief(device: IosDevice): string {
  const short = (name: string) => name.replace(/^([A-Z][a-z])[a-zA-Z]*/, '$1');
  const rows = iosPorts(device).flatMap((port) => {
    const { config, hardware } = port;
    if (!config.ospf) return [];
    const count = neighborsOf(device.host).filter((neighbor) => neighbor.localInterface === config.name).length;
    const state = hardware.kind === 'loopback' ? 'LOOP' : !port.up ? 'DOWN' : config.ospf.pointToPoint ? 'P2P' : 'DR';
    const cost = String(ospfCost(config, hardware));
    return `${short(config.name).padEnd(12)} 1     ${config.ospf.area.padEnd(15)} ${(config.address ?? '').padEnd(18)} ${cost.padEnd(5)} ${state.padEnd(5)} ${count}/${count}`;
  });
  return `${['Interface    PID   Area            IP Address/Mask    Cost  State Nbrs F/C', ...rows].join('\n')}\n`;
}

export function showOspf({ host }: IosDevice): string {
  const { routerId, maxMetric, enabled } = host.device.config.ospf;
  if (!enabled) return '';
  const net = host.world.network();
  const lines = [
    ` Routing Process "ospf 1" with ID ${routerId}`,
    ` Start time: 00:00:04.052, Time elapsed: ${formatUptime(host.clock() - net.bootedAt)}`,
    ' Supports only single TOS(TOS0) routes',
    ' Supports opaque LSA',
    ' Supports Link-local Signaling (LLS)',
    ...(maxMetric ? [' Originating router-LSAs with maximum metric', `    Condition: always, State: active`] : []),
    ' Initial SPF schedule delay 50 msecs',
    ' Minimum hold time between two consecutive SPFs 200 msecs',
    ' Maximum wait time between two consecutive SPFs 5000 msecs',
    ' Number of areas in this router is 1. 1 normal 0 stub 0 nssa',
    ' Reference bandwidth unit is 100 mbps',
    '    Area BACKBONE(0)',
    `        Number of interfaces in this area is ${Object.values(host.device.config.interfaces).filter((own) => own.ospf).length} (1 loopback)`,
    '        Area has no authentication',
    `        SPF algorithm last executed ${clockTime(Math.max(0, host.clock() - net.at) % 86_400_000)}.000 ago`,
    `        SPF algorithm executed ${net.runs + 4} times`,
    `        Number of LSA ${net.tables.get(host.device.name)?.size ?? 1}. Checksum Sum 0x03C0B8`,
  ];
  return `${lines.join('\n')}\n\n`;
}
