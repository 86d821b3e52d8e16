import { allPorts, portOf } from '../ports.ts';
import { createPing, sendEcho, traceroute } from '../reachability.ts';
import { lookUp, routingTable } from '../routing-table.ts';
import type { DeviceContext } from '../session.ts';
import type { FrrCommand } from './commands.ts';
import { changing, moving, reading } from './commands.ts';
import { renderRunningConfig } from './running-config.ts';
import {
  showInterface,
  showInterfaceBrief,
  showInterfaceBriefJson,
  showInterfaceDescription,
  showInterfaceJson,
} from './show-interface.ts';
import { showNeighbors, showNeighborsJson, showOspfInterface, showOspfInterfaceJson } from './show-ospf.ts';
import { showOspf, showOspfJson } from './show-ospf-process.ts';
import { showRouteDetail, showRouteSummary, showRoutes, showRoutesJson } from './show-route.ts';
import { daemonsOf, showLogging, showMemory, showMemoryOfAll, showVersion } from './show-system.ts';

const daemons = 'zebra|ospfd|bgpd|watchfrr|staticd';

function runningConfig({ device }: DeviceContext, { header }: { header: boolean }): string {
  const text = renderRunningConfig(device.config);
  return header ? `Building configuration...\n\nCurrent configuration:\n!\n${text}` : text;
}

function save({ device }: DeviceContext): string {
  device.startup = structuredClone(device.config);
  return 'Note: this version of vtysh never writes vtysh.conf\nBuilding Configuration...\nIntegrated configuration saved to /etc/frr/frr.conf\n[OK]\n';
}

function restartOspf({ world, device, clock }: DeviceContext): string {
  device.daemonDownUntil.set('ospfd', clock() + 800);
  world.reconverge(clock());
  return '';
}

function ping(context: DeviceContext, address: string) {
  const endless = createPing(context, address);
  const unreachable = sendEcho(context, address) === 'no-route';
  return unreachable ? 'ping: connect: Network is unreachable\n' : { output: endless.header, endless };
}

const interfaceCommands: FrrCommand[] = [
  reading('show interface [json]', (context, { keywords }) => {
    const ports = allPorts(context);
    return keywords.has('json')
      ? showInterfaceJson(context, ports)
      : ports.map((port) => showInterface(context, port)).join('');
  }),
  reading('show interface IFNAME [json]', (context, { values: { IFNAME = '' }, keywords }) => {
    const port = portOf(context, IFNAME);
    if (!port) return keywords.has('json') ? '{}\n' : `% Can't find interface ${IFNAME}\n`;
    return keywords.has('json') ? showInterfaceJson(context, [port]) : showInterface(context, port);
  }),
  reading('show interface brief [json]', (context, { keywords }) =>
    keywords.has('json') ? showInterfaceBriefJson(context) : showInterfaceBrief(context),
  ),
  reading('show interface description', (context) => showInterfaceDescription(context)),
];

const ospfCommands: FrrCommand[] = [
  reading('show ip ospf [json]', (context, { keywords }) =>
    keywords.has('json') ? showOspfJson(context) : showOspf(context),
  ),
  reading('show ip ospf interface [json]', (context, { keywords }) =>
    keywords.has('json') ? showOspfInterfaceJson(context, undefined) : showOspfInterface(context, undefined),
  ),
  reading('show ip ospf interface IFNAME [json]', (context, { values: { IFNAME }, keywords }) =>
    keywords.has('json') ? showOspfInterfaceJson(context, IFNAME) : showOspfInterface(context, IFNAME),
  ),
  reading('show ip ospf neighbor [json]', (context, { keywords }) =>
    keywords.has('json') ? showNeighborsJson(context) : showNeighbors(context),
  ),
];

const routeCommands: FrrCommand[] = [
  reading('show ip route [json]', (context, { keywords }) => {
    const table = routingTable(context);
    return keywords.has('json') ? showRoutesJson(context, table) : showRoutes(table);
  }),
  reading('show ip route ospf|connected [json]', (context, { keywords }) => {
    const protocol = keywords.has('ospf') ? 'ospf' : 'connected';
    const table = routingTable(context).filter((entry) => entry.protocol === protocol);
    return keywords.has('json') ? showRoutesJson(context, table) : showRoutes(table);
  }),
  reading('show ip route summary', (context) => showRouteSummary(routingTable(context))),
  ...['ADDRESS', 'PREFIX'].map((kind) =>
    reading(`show ip route ${kind} [json]`, (context, { values, keywords }) => {
      const target = values[kind] ?? '';
      const found = lookUp(routingTable(context), target);
      return keywords.has('json') ? showRoutesJson(context, found) : showRouteDetail(found, target);
    }),
  ),
];

const systemCommands: FrrCommand[] = [
  reading('show version', ({ device }) => showVersion(device)),
  reading(`show running-config [${daemons}] [no-header]`, (context, { keywords }) =>
    runningConfig(context, { header: !keywords.has('no-header') }),
  ),
  reading('show startup-config', () => ''),
  reading(`show memory [${daemons}]`, ({ device }, { keywords }) => {
    const daemon = daemonsOf(device).find((name) => keywords.has(name));
    return daemon ? showMemory(device, daemon) : showMemoryOfAll(device);
  }),
  reading('show daemons', ({ device }) => ` ${daemonsOf(device).join(' ')}\n`),
  reading('show logging', ({ device }) => showLogging(device)),
  reading('show history', (_context, _args, { history }) => history.map((line) => `${line}\n`).join('')),
  reading('show ip forwarding', () => 'IP forwarding is on\n'),
  moving('exec', 'write terminal', (context) => runningConfig(context, { header: true })),
];

const otherCommands: FrrCommand[] = [
  reading('ping ADDRESS', (context, { values: { ADDRESS = '' } }) => ping(context, ADDRESS)),
  reading('ping ip ADDRESS', (context, { values: { ADDRESS = '' } }) => ping(context, ADDRESS)),
  reading('traceroute ADDRESS', (context, { values: { ADDRESS = '' } }) => traceroute(context, ADDRESS)),
  reading('terminal length <0-4294967295>', () => ''),
  reading('no terminal length', () => ''),
  reading('terminal paginate', () => ''),
  reading('no terminal paginate', () => ''),
  reading('exit|quit', () => ({ closes: true })),
  reading('end', () => ''),
  moving('exec', 'enable|disable', () => ''),
  moving('exec', 'configure [terminal]', (_context, _args, state) => {
    state.mode = 'config';
    return '';
  }),
  changing('exec', 'write [memory|file]', save),
  changing('exec', 'copy running-config startup-config', save),
  changing('exec', 'clear ip ospf process', restartOspf),
  // The adjacency is back within milliseconds and no packet is lost, so nothing is left to show.
  changing('exec', 'clear ip ospf neighbor ADDRESS', () => ''),
];

export const execCommands: FrrCommand[] = [
  ...interfaceCommands,
  ...ospfCommands,
  ...routeCommands,
  ...systemCommands,
  ...otherCommands,
];
