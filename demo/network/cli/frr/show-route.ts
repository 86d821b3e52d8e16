import { formatUptime, frrJson } from '../format.ts';
import type { RibEntry } from '../routing-table.ts';
import type { DeviceContext } from '../session.ts';

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
