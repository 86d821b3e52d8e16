import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  return [
    ...pick(text, [
      { name: 'admin_state', pattern: /^Interface \S+ is (administratively down|up|down)/m },
      { name: 'line_protocol', pattern: /line protocol is (up|down)/ },
      { name: 'link_ups', pattern: /Link ups:\s+(\d+)/, numeric: true },
      { name: 'link_downs', pattern: /Link downs:\s+(\d+)/, numeric: true },
      { name: 'mtu_bytes', pattern: /mtu (\d+)/, numeric: true },
      { name: 'speed_mbps', pattern: /speed (\d+)/, numeric: true },
    ]),
    ...(description === undefined ? [] : [foreign('description', description)]),
  ];
}

export function parseInterfaceBrief(text: string): Fact[] {
  const rows = [...text.matchAll(/^(\S+)\s+(up|down)\s+\S+(?:\s+(\S+))?\s*$/gm)];
  return rows.map(([, name, state]) => own(`${factKey(name!)}_state`, state!));
}

/** Several protocols may know the prefix; the entry that says "best" is the one in use. */
export function parseRoute(text: string): Fact[] {
  const best = text.split(/^(?=Routing entry for )/m).find((entry) => /^Routing entry for [\s\S]*\bbest\b/.test(entry));
  if (!best) return [];
  const hops = [...best.matchAll(/^ {2}\* (directly connected|\S+), (?:via )?([^\s,]+)/gm)];
  return [
    ...pick(best, [
      { name: 'prefix', pattern: /^Routing entry for (\S+)/ },
      { name: 'protocol', pattern: /Known via "(\w+)"/ },
      { name: 'metric', pattern: /metric (\d+)/, numeric: true },
    ]),
    own('ways', hops.length),
    ...hops.flatMap(([, hop, name], i) => [own(`way_${i + 1}_interface`, name!), own(`way_${i + 1}_next_hop`, hop!)]),
  ];
}
