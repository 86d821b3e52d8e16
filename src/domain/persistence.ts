/**
 * When anomalies at one place are taken for trouble: at least `atLeast` anomalous samples within the last `of`. `weighed`: or two and more of them one
 * after the other that are as strong together as `atLeast` of the weakest.
 */
export interface Persistence {
  atLeast: number;
  of: number;
  weighed?: boolean;
}

/** For samples that come about so often: a few seconds of trouble where there is one a second, two minutes where there is one a minute. */
export function persistenceFor(intervalMs: number): Persistence {
  if (intervalMs <= 12_000) return { atLeast: 4, of: 6, weighed: true };
  return intervalMs <= 40_000 ? { atLeast: 3, of: 4 } : { atLeast: 2, of: 3 };
}
