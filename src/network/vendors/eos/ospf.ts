import { own, pick, pickSum } from '../../parsing/facts.ts';
import { originatesMaxMetric, partsOfProcesses, severalProcesses } from '../../parsing/max-metric.ts';
import { isAddress, neighbourFacts, neighbourLines } from '../../parsing/ospf-neighbours.ts';
import type { Fact } from '../../vendor.ts';

export function parseOspfInterface(text: string): Fact[] {
  return pick(text, [
    { name: 'interface_state', pattern: /^\S+ is (administratively down|up|down)\b/m },
    { name: 'ospf_cost', pattern: /Cost: (\d+)/, numeric: true },
    { name: 'ospf_area', pattern: /Area ([\d.]+)/ },
    { name: 'ospf_state', pattern: /State ([\w-]+)/ },
    { name: 'ospf_neighbours', pattern: /Neighbor Count is (\d+)/, numeric: true },
  ]);
}

/**
 * Columns: id, (instance, since 4.22), VRF, priority, state/role, dead time, address, interface. The state may have blanks, so the columns behind it
 * are counted from the end.
 */
export function parseOspfNeighbors(text: string): Fact[] {
  const rows = neighbourLines(text, ['Neighbor', 'ID'])?.filter((words) => words.length > 1);
  if (rows === undefined) return [];
  const stateAt = /^Neighbor ID +Instance /m.test(text) ? 4 : 3;
  return neighbourFacts(
    rows.map((words) => {
      const [state, address, port] = [words.slice(stateAt, -3).join(' '), words.at(-2), words.at(-1)!];
      return isAddress(address) && !isAddress(port) ? { id: words[0]!, state, port } : null;
    }),
  );
}

/** Counts are over all areas. */
export function parseOspfProcess(text: string): Fact[] {
  const processes = partsOfProcesses(text, /(?:Routing Process "ospf|OSPF instance) \d+"? with ID /);
  if (processes.length > 1) return severalProcesses(processes, originatesMaxMetric);
  // What stands above the areas counts all of them once more.
  const areas = text.slice(Math.max(0, text.search(/^ *Area [\d.]+/m)));
  const facts = [
    ...pick(text, [
      { name: 'router_id', pattern: /^(?:Routing Process "ospf \d+"|OSPF instance \d+) with ID ([\d.]+)/m },
      { name: 'ospf_process', pattern: /^(?:Routing Process "ospf|OSPF instance) (\d+)/m, numeric: true },
    ]),
    ...pickSum(areas, [
      { name: 'spf_runs', pattern: /SPF algorithm executed (\d+) times/ },
      { name: 'lsa_count', pattern: /Number of LSA (\d+)/ },
    ]),
  ];
  if (facts.length === 0) return [];
  return [...facts, own('max_metric', originatesMaxMetric(text) ? 'on' : 'off')];
}
