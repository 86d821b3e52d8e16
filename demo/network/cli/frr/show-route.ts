import { contains, ipNumber, networkOf } from '../../world/routing.ts';
import { formatUptime, frrJson } from '../format.ts';
import type { DeviceContext } from '../session.ts';
import { allPorts } from './show-interface.ts';

interface NextHop {
  address: string | null;
  interface: string;
}

export interface RibEntry {
  prefix: string;
  protocol: 'connected' | 'ospf';
  distance: number;
  metric: number;
  ageMs: number;
  selected: boolean;
  nextHops: NextHop[];
}

/** The routing table: connected networks win over what OSPF says about them. */
export function routingTable(context: DeviceContext): RibEntry[] {
  const { world, device, clock } = context;
  const now = clock();
  const connected = allPorts(context)
    .filter((port) => port.up && port.config.address)
    .map((port): RibEntry => {
      const link = port.hardware?.link?.name ?? '';
      const since =
        device.linkChanges.get(port.config.name)?.lastUp ??
        world.network().adjacentSince.get(link) ??
        world.network().bootedAt;
      const prefix = networkOf(port.config.address ?? '');
      const hop = { address: null, interface: port.config.name };
      return {
        prefix,
        protocol: 'connected',
        distance: 0,
        metric: 0,
        ageMs: now - since,
        selected: true,
        nextHops: [hop],
      };
    });
  const own = new Set(connected.map((entry) => entry.prefix));
  const learned = (world.network().routes.get(device.name) ?? []).map((route): RibEntry => {
    const hops = route.nextHops.map((hop) => ({ address: hop.nextHopAddress, interface: hop.outInterface }));
    const nextHops = route.connected ? [{ address: null, interface: route.connected }] : hops;
    const selected = !own.has(route.prefix);
    return {
      prefix: route.prefix,
      protocol: 'ospf',
      distance: 110,
      metric: route.cost,
      ageMs: now - route.since,
      selected,
      nextHops,
    };
  });
  return [...learned, ...connected].sort((x, y) => order(x) - order(y));
}

const legend = `Codes: K - kernel route, C - connected, S - static, R - RIP,
       O - OSPF, I - IS-IS, B - BGP, E - EIGRP, N - NHRP,
       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,
       f - OpenFabric,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup
       t - trapped, o - offload failure

`;

export function showRoutes(entries: readonly RibEntry[]): string {
  return legend + entries.map((entry) => `${routeLines(entry).join('\n')}\n`).join('');
}

function routeLines(entry: RibEntry): string[] {
  const code = entry.protocol === 'ospf' ? 'O' : 'C';
  const metric = entry.protocol === 'ospf' ? ` [${entry.distance}/${entry.metric}]` : '';
  const weight = entry.protocol === 'ospf' ? ', weight 1' : '';
  const head = `${code}${entry.selected ? '>*' : '  '} ${entry.prefix}${metric}`;
  return entry.nextHops.map((hop, i) => {
    const way = hop.address ? `via ${hop.address}, ${hop.interface}` : `is directly connected, ${hop.interface}`;
    const lead = i === 0 ? head : `  *${' '.repeat(head.length - 3)}`;
    return `${lead} ${way}${weight}, ${formatUptime(entry.ageMs)}`;
  });
}

/** Entries for a prefix, or the longest match for an address. */
export function lookUp(entries: readonly RibEntry[], target: string): RibEntry[] {
  if (target.includes('/')) return entries.filter((entry) => entry.prefix === target);
  const matches = entries.filter((entry) => contains(entry.prefix, target));
  const longest = Math.max(...matches.map((entry) => Number(entry.prefix.split('/')[1])));
  return matches.filter((entry) => Number(entry.prefix.split('/')[1]) === longest);
}

export function showRouteDetail(entries: readonly RibEntry[], target: string): string {
  if (entries.length === 0) return target.includes('/') ? '% Network not in table\n' : '';
  return entries
    .map((entry) => {
      const hops = entry.nextHops.map((hop) => {
        const way = hop.address ? `${hop.address}, via ${hop.interface}` : `directly connected, ${hop.interface}`;
        return `  ${entry.selected ? '*' : ' '} ${way}${entry.protocol === 'ospf' ? ', weight 1' : ''}`;
      });
      const best = entry.selected ? ', best' : '';
      return [
        `Routing entry for ${entry.prefix}`,
        `  Known via "${entry.protocol}", distance ${entry.distance}, metric ${entry.metric}${best}`,
        `  Last update ${formatUptime(entry.ageMs)} ago`,
        ...hops,
        '',
        '',
      ].join('\n');
    })
    .join('');
}

export function showRoutesJson(context: DeviceContext, entries: readonly RibEntry[]): string {
  const byPrefix: Record<string, unknown[]> = {};
  for (const entry of entries) {
    byPrefix[entry.prefix] ??= [];
    byPrefix[entry.prefix]?.push(routeJson(context, entry));
  }
  return frrJson(byPrefix);
}

function routeJson(context: DeviceContext, entry: RibEntry) {
  return {
    prefix: entry.prefix,
    prefixLen: Number(entry.prefix.split('/')[1]),
    protocol: entry.protocol,
    vrfId: 0,
    vrfName: 'default',
    ...(entry.selected && { selected: true, destSelected: true }),
    distance: entry.distance,
    metric: entry.metric,
    ...(entry.selected && { installed: true }),
    table: 254,
    internalStatus: entry.selected ? 16 : 0,
    internalFlags: entry.selected ? 8 : 0,
    internalNextHopNum: entry.nextHops.length,
    internalNextHopActiveNum: entry.nextHops.length,
    nexthopGroupId: 47,
    ...(entry.selected && { installedNexthopGroupId: 47 }),
    uptime: formatUptime(entry.ageMs),
    nexthops: entry.nextHops.map((hop) => ({
      flags: entry.selected ? 3 : 1,
      ...(entry.selected && { fib: true }),
      ...(hop.address ? { ip: hop.address, afi: 'ipv4' } : { directlyConnected: true }),
      interfaceIndex: context.device.hardware.get(hop.interface)?.index ?? 0,
      interfaceName: hop.interface,
      active: true,
      weight: 1,
    })),
  };
}

export function showRouteSummary(entries: readonly RibEntry[]): string {
  const count = (of: readonly RibEntry[]) => [of.length, of.filter((entry) => entry.selected).length] as const;
  const row = (name: string, [routes, fib]: readonly [number, number]) =>
    `${name.padEnd(21)}${String(routes).padEnd(21)}${String(fib).padEnd(21)}`;
  return [
    'Route Source         Routes               FIB  (vrf default)',
    row('connected', count(entries.filter((entry) => entry.protocol === 'connected'))),
    row('ospf', count(entries.filter((entry) => entry.protocol === 'ospf'))),
    '------',
    row('Totals', count(entries)),
    '',
    '',
  ].join('\n');
}

function order(entry: RibEntry): number {
  const protocol = entry.protocol === 'ospf' ? 0 : 1;
  return ipNumber(entry.prefix.split('/')[0] ?? '') + Number(entry.prefix.split('/')[1]) / 64 + protocol / 128;
}
