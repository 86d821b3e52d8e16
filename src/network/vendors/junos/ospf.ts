import { columnsOf } from '../../parsing/columns.ts';
import { own, pick, pickSum } from '../../parsing/facts.ts';
import { partsOfProcesses, severalProcesses } from '../../parsing/max-metric.ts';
import { isAddress, neighbourFacts, neighbourLines } from '../../parsing/ospf-neighbours.ts';
import type { Fact } from '../../vendor.ts';

/**
 * A row of interface, state, area, designated routers and neighbours, with details below it. Where it stands in several areas, only its neighbours
 * can be told.
 */
export function parseOspfInterface(text: string): Fact[] {
  const rows = text
    .split('\n')
    .map(columnsOf)
    .filter((words) => words.length === 6 && words.slice(2, 5).every(isAddress) && /^\d+$/.test(words[5]!));
  const [row] = rows;
  if (rows.length > 1)
    return [
      own(
        'ospf_neighbours',
        rows.reduce((sum, words) => sum + Number(words[5]), 0),
      ),
    ];
  if (!row) return [];
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

/** Neighbours are counted over all areas. */
export function parseOspfProcess(text: string): Fact[] {
  const instances = partsOfProcesses(text, /Instance: /);
  if (instances.length > 1) return severalProcesses(instances, isOverloaded);
  const facts = [
    ...pick(text, [
      { name: 'router_id', pattern: /^ +Router ID: ([\d.]+)$/m },
      { name: 'spf_runs', pattern: /Full SPF runs: (\d+)/, numeric: true },
    ]),
    ...pickSum(text, [{ name: 'full_neighbours', pattern: /Up \(in full state\): (\d+)/ }]),
  ];
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', isOverloaded(text) ? 'on' : 'off')];
}

const isOverloaded = (text: string) => /^ +Configured overload(?!, expired)/m.test(text);
