import type { NetworkSpec } from '../network/spec.ts';

/** The pair that is asked about, the link whose cost was never set back, and the cost that it was left with. */
export const detour = { from: 'Router-A', to: 'Router-B', link: 'L1', cost: 30 } as const;

/** The network after works on a link: somebody raised its cost, and nobody set it back, so the traffic takes a longer way and has done so for hours. */
export function withDetour(spec: NetworkSpec): NetworkSpec {
  return {
    ...spec,
    links: spec.links.map((link) => (link.name === detour.link ? { ...link, cost: detour.cost } : link)),
  };
}
