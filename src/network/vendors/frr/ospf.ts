import { own, pick, pickAgreed, pickSum } from '../../parsing/facts.ts';
import { partsOfProcesses, severalProcesses } from '../../parsing/max-metric.ts';
import { isAddress, type Neighbour, neighbourFacts, neighbourLines } from '../../parsing/ospf-neighbours.ts';
import type { Fact } from '../../vendor.ts';

/** An interface with several addresses has a part for each: neighbours are counted over all of them. */
export function parseOspfInterface(text: string): Fact[] {
  return [
    ...pick(text, [{ name: 'interface_state', pattern: /^\S+ is (up|down)/m }]),
    ...pickAgreed(text, [
      { name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true },
      { name: 'ospf_area', pattern: /Area (\S+)/ },
      { name: 'ospf_state', pattern: /State ([\w-]+),/ },
    ]),
    ...pickSum(text, [
      { name: 'ospf_neighbours', pattern: /Neighbor Count is (\d+)/ },
      { name: 'ospf_adjacent_neighbours', pattern: /Adjacent neighbor count is (\d+)/ },
    ]),
  ];
}

/** Columns: id, priority, state, (up time), dead time, address, interface:address, three counters. A router id is what the neighbour says. */
export function parseOspfNeighbors(text: string): Fact[] {
  const lines = neighbourLines(text, ['Neighbor', 'ID']);
  const rows = lines?.filter((words) => words.length > 1);
  return rows === undefined ? [] : neighbourFacts(rows.map(readRow));
}

function readRow(words: string[]): Neighbour | null {
  const at = words.findIndex((word, i) => i > 3 && isAddress(word));
  const port = /^(.+):[\d.]+$/.exec(words[at + 1] ?? '')?.[1];
  return at < 0 || port === undefined ? null : { id: words[0]!, state: words[2]!, port };
}

/** Counts are over all areas. */
export function parseOspfProcess(text: string): Fact[] {
  const processes = partsOfProcesses(text, / *OSPF Routing Process, Router ID: /);
  if (processes.length > 1) return severalProcesses(processes, originatesMaxMetric);
  const facts = [
    ...pick(text, [{ name: 'router_id', pattern: /Router ID: (\S+)/ }]),
    ...pickSum(text, [
      { name: 'adjacent_neighbours', pattern: /fully adjacent neighbors in this area: (\d+)/ },
      { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/ },
      { name: 'lsa_count', pattern: /Number of LSA (\d+)/ },
    ]),
  ];
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', originatesMaxMetric(text) ? 'on' : 'off')];
}

const originatesMaxMetric = (text: string) => /Originating stub \/ maximum-distance Router-LSA/.test(text);
