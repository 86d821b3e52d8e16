import { describe, expect, it } from 'vitest';
import { createSeriesClaims } from '../../../src/telemetry/mapping/series-claims.ts';

describe('the claim of a series that speaks', () => {
  it('lasts, however many others come and go', () => {
    const claims = createSeriesClaims(4);
    expect(claims.claim('cpu_pct', 'first', 0, 0)).toBeNull();
    for (let at = 1000; at < 60_000; at += 1000) {
      for (const name of ['a', 'b', 'c']) claims.claim(`${name}${at}`, 'passing', at, 0);
      expect(claims.claim('cpu_pct', 'second', at, 0), `at ${at}`).toBe('second-series');
      expect(claims.claim('cpu_pct', 'first', at, 0)).toBeNull();
    }
  });

  it('is forgotten first when it was silent the longest', () => {
    const claims = createSeriesClaims(2);
    for (const key of ['silent', 'speaking', 'speaking', 'new']) claims.claim(key, 'first', 0, 0);
    expect(claims.claim('speaking', 'second', 1, 0)).toBe('second-series');
    expect(claims.claim('silent', 'second', 1, 0)).toBeNull();
  });
});
