import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseOspfInterface(text: string): Fact[] {
  return pick(text, [
    { name: 'interface_state', pattern: /^\S+ is (administratively down|up|down), line protocol/m },
    { name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true },
    { name: 'ospf_area', pattern: /Area ([\d.]+)/ },
    { name: 'ospf_state', pattern: /State ([\w-]+)/ },
    { name: 'ospf_neighbours', pattern: /Neighbor Count is (\d+)/, numeric: true },
    { name: 'ospf_adjacent_neighbours', pattern: /Adjacent neighbor count is (\d+)/, numeric: true },
  ]);
}

/** Columns: id, priority, state/role, dead time, address, interface. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const row = /^(\d+\.\d+\.\d+\.\d+) +\d+ +(\w+)\/ *\S+ +\S+ +\d+\.\d+\.\d+\.\d+ +(\S+) *$/gm;
  const rows = [...text.matchAll(row)];
  if (rows.length === 0) return [];
  return [
    own('full_neighbours', rows.filter(([, , state]) => state === 'FULL').length),
    ...rows.flatMap(([, id, state, name]) => [
      own(`neighbour_on_${factKey(name!)}_state`, state!.charAt(0) + state!.slice(1).toLowerCase()),
      foreign(`neighbour_on_${factKey(name!)}_id`, id!),
    ]),
  ];
}

export function parseOspfProcess(text: string): Fact[] {
  const facts = pick(text, [
    { name: 'router_id', pattern: /with ID (\S+)/ },
    { name: 'ospf_process', pattern: /Routing Process "ospf (\d+)"/, numeric: true },
    { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/, numeric: true },
    { name: 'lsa_count', pattern: /Number of LSA (\d+)/, numeric: true },
  ]);
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', originatesMaxMetric(text) ? 'on' : 'off')];
}

/** Each condition has a state of its own; one that waits for the next start, or is over, moves no traffic. */
function originatesMaxMetric(text: string): boolean {
  if (!/Originating router-LSAs with maximum metric/.test(text)) return false;
  const states = [...text.matchAll(/^ *Condition: .*State: (\w+)/gm)].map(([, state]) => state);
  return states.length === 0 || states.includes('active');
}
