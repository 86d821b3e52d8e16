/** Brings every metric to mean 0 and deviation 1. Missing values (NaN) stay missing. */
export interface StandardScaler {
  readonly mean: Float64Array;
  /** Population standard deviation; 1 for a metric that never moved, so that it becomes 0 and not NaN. */
  readonly deviation: Float64Array;
  /** Scales `count` rows into `out`, which may be `rows` itself. */
  transform(rows: Float64Array, count: number, out?: Float64Array): Float64Array;
  toJSON(): StandardScalerJson;
}

export interface StandardScalerJson {
  mean: number[];
  deviation: number[];
}

/**
 * Fits the scaler on row-major `rows` (`count` × `width`). NaN and infinite values are left out; a metric without any value gets mean 0,
 * deviation 1. Two passes, because the one-pass sum of squares loses all digits on counters.
 */
export function fitStandardScaler(rows: Float64Array, count: number, width: number): StandardScaler {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    let seen = 0;
    let sum = 0;
    for (let i = f; i < count * width; i += width) {
      if (!Number.isFinite(rows[i]!)) continue;
      seen++;
      sum += rows[i]!;
    }
    const centre = seen > 0 ? sum / seen : 0;
    let squares = 0;
    for (let i = f; i < count * width; i += width) {
      if (Number.isFinite(rows[i]!)) squares += (rows[i]! - centre) ** 2;
    }
    mean[f] = centre;
    deviation[f] = usableDeviation(Math.sqrt(squares / Math.max(1, seen)), centre);
  }
  return createScaler(mean, deviation);
}

/** A deviation that is only the rounding of the mean counts as none. */
function usableDeviation(deviation: number, centre: number): number {
  return deviation > Math.abs(centre) * 1e-12 ? deviation : 1;
}

/** Restores a scaler from its JSON. */
export function standardScalerFromJSON(json: StandardScalerJson): StandardScaler {
  return createScaler(Float64Array.from(json.mean), Float64Array.from(json.deviation));
}

function createScaler(mean: Float64Array, deviation: Float64Array): StandardScaler {
  const width = mean.length;
  return {
    mean,
    deviation,
    transform(rows, count, out = new Float64Array(count * width)) {
      for (let i = 0, f = 0; i < count * width; i++) {
        out[i] = (rows[i]! - mean[f]!) / deviation[f]!;
        if (++f === width) f = 0;
      }
      return out;
    },
    toJSON: () => ({ mean: [...mean], deviation: [...deviation] }),
  };
}
