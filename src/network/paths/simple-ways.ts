import type { Topology } from '../../domain/device.ts';

/** A way between two devices: links by name, in the order in which they are crossed. */
export type Way = readonly string[];

/** Two devices, in the order of their names, and the ways between them, the ones over fewest links first. */
export interface JoinedPair {
  from: string;
  to: string;
  ways: Way[];
}

/** A way over more links is hardly ever the fastest. */
const mostLinks = 4;

/**
 * Pairs of devices between which there are at least two ways that begin with different links, with up to `mostWays` of them. Ways cross no device
 * twice. Pairs of routers where there are any; of a large network the first `mostPairs` by name.
 */
export function joinedPairs(
  { devices, links }: Topology,
  { mostWays, mostPairs }: { mostWays: number; mostPairs: number },
): JoinedPair[] {
  const routers = devices.filter(({ role }) => role === 'router');
  const ends = (routers.length >= 2 ? routers : devices).map(({ name }) => name).sort();
  const next = new Map(devices.map(({ name }) => [name, [] as { link: string; to: string }[]]));
  for (const { name: link, a, b } of links) {
    next.get(a.device)?.push({ link, to: b.device });
    next.get(b.device)?.push({ link, to: a.device });
  }
  const pairs: JoinedPair[] = [];
  for (const [i, from] of ends.entries())
    for (const to of ends.slice(i + 1)) {
      if (pairs.length >= mostPairs) return pairs;
      const ways = distinctWays(next, from, to, mostWays);
      if (ways.length >= 2) pairs.push({ from, to, ways });
    }
  return pairs;
}

/** Breadth first, so that ways over fewer links come first; one for each first link. */
function distinctWays(
  next: ReadonlyMap<string, readonly { link: string; to: string }[]>,
  from: string,
  to: string,
  mostWays: number,
): Way[] {
  const found: Way[] = [];
  let open: { at: string; way: string[]; seen: readonly string[] }[] = [{ at: from, way: [], seen: [from] }];
  for (let length = 1; length <= mostLinks && found.length < mostWays; length++) {
    const longer: typeof open = [];
    for (const { at, way, seen } of open)
      for (const { link, to: reached } of next.get(at) ?? []) {
        if (seen.includes(reached)) continue;
        const extended = [...way, link];
        if (reached !== to) longer.push({ at: reached, way: extended, seen: [...seen, reached] });
        else if (found.length < mostWays && !found.some(([first]) => first === extended[0])) found.push(extended);
      }
    open = longer;
  }
  return found;
}
