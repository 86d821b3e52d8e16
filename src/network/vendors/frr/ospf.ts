import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseOspfInterface(text: string): Fact[] {
  return pick(text, [
    { name: 'interface_state', pattern: /^\S+ is (up|down)/m },
    { name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true },
    { name: 'ospf_area', pattern: /Area (\S+)/ },
    { name: 'ospf_state', pattern: /State ([\w-]+),/ },
    { name: 'ospf_neighbours', pattern: /Neighbor Count is (\d+)/, numeric: true },
    { name: 'ospf_adjacent_neighbours', pattern: /Adjacent neighbor count is (\d+)/, numeric: true },
  ]);
}

/** Columns: id, priority, state, up time, dead time, address, interface:address, three counters. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const rows = [
    ...text.matchAll(
      /^(\d+\.\d+\.\d+\.\d+)\s+\d+\s+([\w-]+)\/\S+\s+\S+\s+(?:\S+\s+)?(\d+\.\d+\.\d+\.\d+)\s+([^\s:]+):/gm,
    ),
  ];
  if (rows.length === 0) return [];
  return [
    own('full_neighbours', rows.filter((row) => row[2] === 'Full').length),
    ...rows.flatMap(([, id, state, , name]) => [
      own(`neighbour_on_${factKey(name!)}_state`, state!),
      foreign(`neighbour_on_${factKey(name!)}_id`, id!),
    ]),
  ];
}

export function parseOspfProcess(text: string): Fact[] {
  const facts = pick(text, [
    { name: 'router_id', pattern: /Router ID: (\S+)/ },
    { name: 'adjacent_neighbours', pattern: /fully adjacent neighbors in this area: (\d+)/, numeric: true },
    { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/, numeric: true },
    { name: 'lsa_count', pattern: /Number of LSA (\d+)/, numeric: true },
  ]);
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', /Originating stub \/ maximum-distance Router-LSA/.test(text) ? 'on' : 'off')];
}
