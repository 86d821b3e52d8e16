import { pairMedians, type SitePair } from './latency-slices.ts';
import { costsOfLegs, type RouteCandidate, type RouteStream } from './route-costs.ts';

/** Up to these shares of a pair's usual direct latency its load is low, then normal, then high. */
const bandEdges = [0.8, 1.5] as const;
const bands = bandEdges.length + 1;

/** Of which band a direct latency is, 0 being the lowest. */
function bandOf(latencyMs: number, usualMs: number): number {
  return latencyMs <= bandEdges[0] * usualMs ? 0 : latencyMs <= bandEdges[1] * usualMs ? 1 : 2;
}

/**
 * Tabular Q-learning with full feedback: a table of each pair's band of direct latency by route, and every route learns from every slice, because a
 * probe measures what was not chosen too. So nothing needs to be explored. A choice does not change the next slice, so there is no discounted future.
 *
 * @param rate the step from the old value to the new one, in (0, 1]
 */
export function createTabularRoutes(rate: number): RouteCandidate {
  return {
    name: `tabular Q ${rate}`,
    knowsRhythm: false,
    learn: (history, pairs) => {
      const { nodes, values } = history;
      const stream = followTables(nodes, pairs, pairMedians(history), rate);
      for (const slice of values) stream.observe(slice);
      return stream;
    },
  };
}

function followTables(nodes: number, pairs: readonly SitePair[], usual: Float32Array, rate: number): RouteStream {
  const routes = nodes + 1;
  const at = new Map([...new Set(pairs.map(({ src, dst }) => src * nodes + dst))].map((pair, i) => [pair, i]));
  const table = new Float64Array(at.size * bands * routes).fill(Number.NaN);
  const state = new Uint8Array(at.size).fill(1);
  const seen = new Float64Array(routes);

  function learnFrom(slice: Float32Array): void {
    for (const [pair, i] of at) {
      const [src, dst] = [Math.floor(pair / nodes), pair % nodes];
      costsOfLegs(slice, nodes, { src, dst }, seen);
      for (let band = 0; band < bands; band++) {
        const begin = (i * bands + band) * routes;
        for (let route = 0; route < routes; route++) {
          const known = table[begin + route]!;
          // A band that was never met begins with what the others have seen.
          if (Number.isNaN(known)) table[begin + route] = seen[route]!;
          else if (band === state[i] && Number.isFinite(seen[route]!))
            table[begin + route] = Number.isFinite(known) ? known + rate * (seen[route]! - known) : seen[route]!;
        }
      }
      state[i] = bandOf(slice[pair]!, usual[pair]!);
    }
  }

  return {
    observe: learnFrom,
    costs: ({ src, dst }, _horizon, out) => {
      const i = at.get(src * nodes + dst);
      if (i === undefined) throw new Error('This pair was not among those that were learned');
      const begin = (i * bands + state[i]!) * routes;
      out.set(table.subarray(begin, begin + routes));
    },
  };
}
