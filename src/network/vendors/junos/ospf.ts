import { columnsOf } from '../../parsing/columns.ts';
import { own, pick, pickSum } from '../../parsing/facts.ts';
import { isAddress, neighbourFacts, neighbourLines } from '../../parsing/ospf-neighbours.ts';
import type { Fact } from '../../vendor.ts';

/** A row of interface, state, area, designated routers and neighbours, with details below it. Nothing where it stands in several areas. */
export function parseOspfInterface(text: string): Fact[] {
  const rows = text
    .split('\n')
    .map(columnsOf)
    .filter((words) => words.length === 6 && words.slice(2, 5).every(isAddress) && /^\d+$/.test(words[5]!));
  const [row] = rows;
  if (!row || rows.length > 1) return [];
  return [
    ...pick(text, [{ name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true }]),
    own('ospf_area', row[2]!),
    own('ospf_state', row[1]!),
    own('ospf_neighbours', Number(row[5])),
  ];
}

/** Columns: address, interface, state, id, priority, dead time. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const rows = neighbourLines(text, ['Address', 'Interface'])?.filter((words) => words.length > 1);
  if (rows === undefined) return [];
  return neighbourFacts(
    rows.map(([address, port, state, id, priority]) =>
      isAddress(address) && isAddress(id) && /^\d+$/.test(priority ?? '')
        ? { id: id!, state: state!, port: port! }
        : null,
    ),
  );
}

/** Neighbours are counted over all areas. With several instances nobody can say which one is meant: how many there are is all that is told. */
export function parseOspfProcess(text: string): Fact[] {
  const instances = [...text.matchAll(/^Instance: /gm)].length;
  if (instances > 1) return [own('ospf_processes', instances)];
  const facts = [
    ...pick(text, [
      { name: 'router_id', pattern: /^ +Router ID: ([\d.]+)$/m },
      { name: 'spf_runs', pattern: /Full SPF runs: (\d+)/, numeric: true },
    ]),
    ...pickSum(text, [{ name: 'full_neighbours', pattern: /Up \(in full state\): (\d+)/ }]),
  ];
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', /^ +Configured overload(?!, expired)/m.test(text) ? 'on' : 'off')];
}
