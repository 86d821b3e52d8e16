import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseOspfInterface(text: string): Fact[] {
  return pick(text, [
    { name: 'interface_state', pattern: /^\S+ is (up|down)$/m },
    { name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true },
    { name: 'ospf_area', pattern: /Area ([\d.]+)/ },
    { name: 'ospf_state', pattern: /State ([\w-]+)/ },
    { name: 'ospf_neighbours', pattern: /Neighbor Count is (\d+)/, numeric: true },
  ]);
}

/** Columns: id, instance, VRF, priority, state/role, dead time, address, interface. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const row =
    /^(\d+\.\d+\.\d+\.\d+) +\d+ +\S+ +\d+ +([A-Z0-9-]+(?: [A-Z]+)?)(?:\/\S+)? +\S+ +\d+\.\d+\.\d+\.\d+ +(\S+) *$/gm;
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
    { name: 'router_id', pattern: /^(?:Routing Process "ospf \d+"|OSPF instance \d+) with ID ([\d.]+)/m },
    { name: 'ospf_process', pattern: /^(?:Routing Process "ospf|OSPF instance) (\d+)/m, numeric: true },
    { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/, numeric: true },
    { name: 'lsa_count', pattern: /Number of LSA (\d+)/, numeric: true },
  ]);
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', /Originating router-LSAs with maximum metric/i.test(text) ? 'on' : 'off')];
}
