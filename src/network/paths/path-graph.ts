import type { Topology } from '../../domain/device.ts';
import type { Place } from '../../domain/place.ts';

/** One direction of a link, as the routing protocol sees it. */
export interface PathEdge {
  link: string;
  /** The sending end. */
  from: Place & { interface: string };
  to: string;
  /** OSPF cost at the sending end. */
  cost: number;
  capacityMbps: number | null;
}

export interface PathGraph {
  devices: string[];
  edges: PathEdge[];
}

/** The cost in use at an interface; null when it is not known or the link carries no traffic there. */
export type CostAt = (end: Place & { interface: string }) => number | null;

/** Both directions of every link whose two costs are known: a link that is not adjacent at one end is none at the other. */
export function buildPathGraph(topology: Topology, costAt: CostAt): PathGraph {
  const edges = topology.links.flatMap(({ name: link, a, b, capacityMbps }): PathEdge[] => {
    const [costOfA, costOfB] = [costAt(a), costAt(b)];
    if (costOfA === null || costOfB === null) return [];
    return [
      { link, from: a, to: b.device, cost: costOfA, capacityMbps },
      { link, from: b, to: a.device, cost: costOfB, capacityMbps },
    ];
  });
  return { devices: topology.devices.map(({ name }) => name), edges };
}

/** The same graph with another cost at both ends of a link. */
export function changeCost({ devices, edges }: PathGraph, link: string, cost: number): PathGraph {
  return { devices, edges: edges.map((edge) => (edge.link === link ? { ...edge, cost } : edge)) };
}

/** The cost of the shortest way from each device to one; a device without a way is left out. Dijkstra 1959. */
export function distancesTo({ devices, edges }: PathGraph, target: string): Map<string, number> {
  const distances = new Map([[target, 0]]);
  const open = new Set([target]);
  const into = new Map(devices.map((device) => [device, edges.filter(({ to }) => to === device)]));
  while (open.size > 0) {
    const [nearest] = [...open].sort((a, b) => distances.get(a)! - distances.get(b)!);
    open.delete(nearest!);
    for (const { from, cost } of into.get(nearest!) ?? []) {
      const distance = distances.get(nearest!)! + cost;
      if (distance >= (distances.get(from.device) ?? Number.POSITIVE_INFINITY)) continue;
      distances.set(from.device, distance);
      open.add(from.device);
    }
  }
  return distances;
}

/**
 * What share of the traffic between two devices each edge carries, in the order of the edges, when it is shared out evenly over ways of equal cost, at
 * every hop anew. Null when there is no way. Real routers keep a flow on one of the ways, so few flows share out less evenly than many.
 */
export function sharesOf(graph: PathGraph, from: string, to: string): Float64Array | null {
  const distances = distancesTo(graph, to);
  if (!distances.has(from)) return null;
  const carried = new Float64Array(graph.edges.length);
  const at = new Map([[from, 1]]);
  // Every hop comes nearer to the target, so whoever is farthest has received all that it passes on.
  const order = graph.devices
    .filter((device) => distances.has(device))
    .sort((a, b) => distances.get(b)! - distances.get(a)!);
  for (const device of order) {
    const share = at.get(device) ?? 0;
    if (share === 0 || device === to) continue;
    const hops = [...graph.edges.entries()].filter(([, edge]) => isNextHop(edge, device, distances));
    for (const [i, edge] of hops) {
      carried[i]! += share / hops.length;
      at.set(edge.to, (at.get(edge.to) ?? 0) + share / hops.length);
    }
  }
  return carried;
}

function isNextHop({ from, to, cost }: PathEdge, device: string, distances: ReadonlyMap<string, number>): boolean {
  const rest = distances.get(to);
  return from.device === device && rest !== undefined && cost > 0 && rest + cost === distances.get(device);
}
