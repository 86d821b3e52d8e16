/** A band as a model gives it, in the unit of the values. */
export interface RawBand {
  median: number;
  /** Lengths of its halves. */
  below: number;
  above: number;
  /** What is added to a half before it is widened, so that one of no length can be widened too. */
  slack: number;
}

export interface Band {
  lower: number;
  upper: number;
}

/** Keeps bands honest on one series. */
export interface BandTracker {
  /** The value of the next step is known; NaN when it is missing. Comes before what is issued in that step. */
  reveal(value: number): void;
  /** The band of this step, once a step; null when none is issued. */
  issue(raw: RawBand): Band;
  issue(raw: null): null;
}

/** How far one miss widens the bands, as the logarithm of a factor. */
const gain = 0.03;

/** Bands are widened and narrowed by a factor of e^8 at most, which no series needs: what was in vain must end somewhere. */
const most = 8;

/**
 * Widens the bands a little with each value outside and narrows them with each value inside, so that in the long run they hold `level` of the
 * values whatever the series does (quantile tracking: Angelopoulos, Candès and Tibshirani 2023, "Conformal PID control"). Learns from bands that
 * were issued only, and from each one `horizon` steps after it, when its value is known.
 */
export function createBandTracker({ horizon, level }: { horizon: number; level: number }): BandTracker {
  const issued: (Band | null)[] = new Array(horizon).fill(null);
  /** Logarithm of the factor. */
  let widening = 0;
  let step = 0;

  function issue(raw: RawBand): Band;
  function issue(raw: null): null;
  function issue(raw: RawBand | null): Band | null {
    const band = raw && widen(raw, widening);
    issued[step % horizon] = band;
    return band;
  }

  return {
    reveal(value) {
      step += 1;
      const band = issued[step % horizon];
      if (!band || Number.isNaN(value)) return;
      issued[step % horizon] = null;
      const isOutside = value < band.lower || value > band.upper;
      widening += gain * ((isOutside ? 1 : 0) - (1 - level));
      widening = Math.max(-most, Math.min(most, widening));
    },
    issue,
  };
}

function widen({ median, below, above, slack }: RawBand, widening: number): Band {
  const half = (length: number) => Math.max(0, (length + slack) * Math.exp(widening) - slack);
  return { lower: median - half(below), upper: median + half(above) };
}
