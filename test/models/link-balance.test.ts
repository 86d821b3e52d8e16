import { describe, expect, it } from 'vitest';
import { measureShortfall } from '../../src/models/link-balance.ts';

describe('the balance of a link', () => {
  it('is zero when everything arrives', () => {
    expect(measureShortfall(100, 100, 60)).toEqual({ lostPps: 0, share: 0, significance: 0 });
  });

  it('weighs the same share more on a busy link, and the same packets more on a quiet one', () => {
    const busy = measureShortfall(1000, 900, 60);
    const quiet = measureShortfall(1, 0.9, 60);
    expect(busy.share).toBeCloseTo(quiet.share, 2);
    expect(busy.significance).toBeGreaterThan(10 * quiet.significance);
    expect(measureShortfall(0.2, 0.1, 60).significance).toBeGreaterThan(measureShortfall(1000, 999.9, 60).significance);
  });

  it('is negative when more arrives than was sent and unknown when one end is silent', () => {
    expect(measureShortfall(10, 12, 60).significance).toBeLessThan(0);
    expect(measureShortfall(Number.NaN, 12, 60).share).toBeNaN();
  });
});
