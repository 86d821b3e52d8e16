import { describe, expect, it } from 'vitest';
import { holdKey } from '../../../src/foundation/latest-map.ts';
import { createSeriesClaims } from '../../../src/telemetry/mapping/series-claims.ts';

/** By the names of metrics. */
function createClaims(limit: number) {
  const claims = createSeriesClaims(limit);
  return (metric: string, series: string, at: number) => claims.claim(holdKey(metric), series, at, 0);
}

describe('the claim of a series that speaks', () => {
  it('lasts, however many others come and go', () => {
    const claim = createClaims(4);
    expect(claim('cpu_pct', 'first', 0)).toBeNull();
    for (let at = 1000; at < 60_000; at += 1000) {
      for (const name of ['a', 'b', 'c']) claim(`${name}${at}`, 'passing', at);
      expect(claim('cpu_pct', 'second', at), `at ${at}`).toBe('second-series');
      expect(claim('cpu_pct', 'first', at)).toBeNull();
    }
  });

  it('is forgotten first when it was silent the longest', () => {
    const claim = createClaims(2);
    for (const key of ['silent', 'speaking', 'speaking', 'new']) claim(key, 'first', 0);
    expect(claim('speaking', 'second', 1)).toBe('second-series');
    expect(claim('silent', 'second', 1)).toBeNull();
  });
});
