import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

/** A row of interface, state, area, designated routers and neighbours, with details below it. */
export function parseOspfInterface(text: string): Fact[] {
  const row = /^\S+ +(\w+) +(\d+\.\d+\.\d+\.\d+) +\d+\.\d+\.\d+\.\d+ +\d+\.\d+\.\d+\.\d+ +(\d+) *$/m.exec(text);
  if (!row) return [];
  return [
    ...pick(text, [{ name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true }]),
    own('ospf_area', row[2]!),
    own('ospf_state', row[1]!),
    own('ospf_neighbours', Number(row[3])),
  ];
}

/** Columns: address, interface, state, id, priority, dead time. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const rows = [...text.matchAll(/^\d+\.\d+\.\d+\.\d+ +(\S+) +(\w+) +(\d+\.\d+\.\d+\.\d+) +\d+ +\d+ *$/gm)];
  if (rows.length === 0) return [];
  return [
    own('full_neighbours', rows.filter(([, , state]) => state === 'Full').length),
    ...rows.flatMap(([, name, state, id]) => [
      own(`neighbour_on_${factKey(name!)}_state`, state!),
      foreign(`neighbour_on_${factKey(name!)}_id`, id!),
    ]),
  ];
}

export function parseOspfProcess(text: string): Fact[] {
  const facts = pick(text, [
    { name: 'router_id', pattern: /^ +Router ID: ([\d.]+)$/m },
    { name: 'spf_runs', pattern: /Full SPF runs: (\d+)/, numeric: true },
    { name: 'full_neighbours', pattern: /Up \(in full state\): (\d+)/, numeric: true },
  ]);
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', /^ +Configured overload/m.test(text) ? 'on' : 'off')];
}
