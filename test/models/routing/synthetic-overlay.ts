import { createRandom } from '../../../src/models/random.ts';
import type { LatencySlices, SitePair } from '../../../src/models/routing/latency-slices.ts';

/** Nodes that measure every `period` slices, each at its own turn; a measurement is sometimes a time-out. */
export function makeOverlay(nodes: number, slices: number, { period = 5, seed = 1, slow = 0.2 } = {}): LatencySlices {
  const random = createRandom(seed);
  const usual = Float32Array.from({ length: nodes * nodes }, () => 20 + 200 * random());
  const values: Float32Array[] = [];
  let now = new Float32Array(nodes * nodes);
  for (let t = 0; t < slices; t++) {
    now = now.slice();
    for (let node = 0; node < nodes; node++) {
      if (t > 0 && (t + node) % period !== 0) continue;
      for (let leg = node * nodes; leg < (node + 1) * nodes; leg++)
        now[leg] = usual[leg]! * (random() < slow ? 5 + 10 * random() : 0.9 + 0.2 * random());
    }
    for (let node = 0; node < nodes; node++) now[node * nodes + node] = Number.NaN;
    values.push(now);
  }
  return { nodes, values };
}

export const allPairs = (nodes: number): SitePair[] =>
  Array.from({ length: nodes * nodes }, (_, i) => ({ src: Math.floor(i / nodes), dst: i % nodes })).filter(
    ({ src, dst }) => src !== dst,
  );
