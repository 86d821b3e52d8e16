import { own, pick, pickSum } from '../../parsing/facts.ts';
import { originatesMaxMetric, partsOfProcesses, severalProcesses } from '../../parsing/max-metric.ts';
import { isAddress, type Neighbour, neighbourFacts, neighbourLines } from '../../parsing/ospf-neighbours.ts';
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

/** Columns: id, priority, state/role, dead time, address, interface; an interface that is too long stands on the next line. */
export function parseOspfNeighbors(text: string): Fact[] {
  const lines = neighbourLines(text, ['Neighbor', 'ID']);
  const rows = lines?.flatMap((words, i): (Neighbour | null)[] => {
    if (words.length < 2) return [];
    const next = lines[i + 1] ?? [];
    const [id, , state, , address, port] = joinRole(next.length === 1 ? [...words, ...next] : words);
    return [port !== undefined && isAddress(address) ? { id: id!, state: state!, port } : null];
  });
  return rows === undefined ? [] : neighbourFacts(rows);
}

/** A link of two ends has no roles: `FULL/  -` is one word. */
function joinRole(words: string[]): string[] {
  return words[2]?.endsWith('/') ? [...words.slice(0, 2), `${words[2]}${words[3]}`, ...words.slice(4)] : words;
}

/** Counts are over all areas. */
export function parseOspfProcess(text: string): Fact[] {
  const processes = partsOfProcesses(text, / *Routing Process "ospf \d+"/);
  if (processes.length > 1) return severalProcesses(processes, originatesMaxMetric);
  const facts = [
    ...pick(text, [
      { name: 'router_id', pattern: /with ID (\S+)/ },
      { name: 'ospf_process', pattern: /Routing Process "ospf (\d+)"/, numeric: true },
    ]),
    ...pickSum(text, [
      { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/ },
      { name: 'lsa_count', pattern: /Number of LSA (\d+)/ },
    ]),
  ];
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', originatesMaxMetric(text) ? 'on' : 'off')];
}
