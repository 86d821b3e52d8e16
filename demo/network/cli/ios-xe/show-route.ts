import { formatUptime } from '../format.ts';
import type { RibEntry } from '../routing-table.ts';
import { lookUp, routingTable } from '../routing-table.ts';
import type { IosDevice } from './commands.ts';

const legend = `Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
       & - replicated local route overrides by connected

Gateway of last resort is not set

`;

export function showRoutes({ host }: IosDevice, protocol?: RibEntry['protocol']): string {
  const used = routingTable(host).filter((entry) => entry.selected && (!protocol || entry.protocol === protocol));
  const lines = used.flatMap((entry) => {
    const code = entry.protocol === 'ospf' ? 'O' : 'C';
    if (entry.protocol === 'connected') {
      return [`${code}        ${entry.prefix} is directly connected, ${entry.nextHops[0]?.interface}`];
    }
    return entry.nextHops.map((hop, i) => {
      const lead =
        i === 0
          ? `${code}        ${entry.prefix} [${entry.distance}/${entry.metric}]`
          : ' '.repeat(9 + entry.prefix.length + 1);
      return `${lead} via ${hop.address}, ${formatUptime(entry.ageMs)}, ${hop.interface}`;
    });
  });
  return `${legend}${lines.join('\n')}\n`;
}

export function showRouteDetail({ host }: IosDevice, target: string): string {
  const entry = lookUp(routingTable(host), target).find((own) => own.selected);
  if (!entry) return '% Network not in table\n';
  const age = formatUptime(entry.ageMs);
  const source =
    entry.protocol === 'ospf'
      ? `"ospf 1", distance ${entry.distance}, metric ${entry.metric}, type intra area`
      : '"connected", distance 0, metric 0 (connected, via interface)';
  const lines = [`Routing entry for ${entry.prefix}`, `  Known via ${source}`];
  if (entry.protocol === 'ospf') {
    const [first] = entry.nextHops;
    lines.push(`  Last update from ${first?.address} on ${first?.interface}, ${age} ago`);
  }
  lines.push('  Routing Descriptor Blocks:');
  for (const [i, hop] of entry.nextHops.entries()) {
    const way = hop.address
      ? `${hop.address}, from ${hop.address}, ${age} ago, via ${hop.interface}`
      : `directly connected, via ${hop.interface}`;
    lines.push(`  ${i === 0 ? '*' : ' '} ${way}`, `      Route metric is ${entry.metric}, traffic share count is 1`);
  }
  return `${lines.join('\n')}\n`;
}
