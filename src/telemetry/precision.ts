/** Each precision of a timestamp: how many milliseconds one unit is, or how many units a millisecond has. */
const precisions = {
  ns: { digitsBelowMs: 6, msPerUnit: 1 },
  us: { digitsBelowMs: 3, msPerUnit: 1 },
  ms: { digitsBelowMs: 0, msPerUnit: 1 },
  s: { digitsBelowMs: 0, msPerUnit: 1000 },
  m: { digitsBelowMs: 0, msPerUnit: 60_000 },
  h: { digitsBelowMs: 0, msPerUnit: 3_600_000 },
} as const;

export type Precision = keyof typeof precisions;

/** InfluxDB 1 writes `n` and `u` where InfluxDB 2 writes `ns` and `us`; `µ` is seen in the wild. */
const aliases: Record<string, Precision> = { n: 'ns', u: 'us', µ: 'us', µs: 'us' };

/** The precision that a request names; undefined when there is no such precision. */
export function parsePrecision(name: string): Precision | undefined {
  if (Object.hasOwn(precisions, name)) return name as Precision;
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** The name of a unit in a sentence. */
export const precisionWords: Record<Precision, string> = {
  ...{ ns: 'nanoseconds', us: 'microseconds', ms: 'milliseconds', s: 'seconds', m: 'minutes', h: 'hours' },
};

/** When times are that can be told apart by their size: from 1973 to 2103, in milliseconds since 1970. */
export const usualTimes = { from: 1e11, to: 4.2e12 };

const unitsOfUsual: Precision[] = ['s', 'ms', 'us', 'ns'];

/**
 * What a number counts since 1970, by its size; undefined for one that is no usual time in any unit: it may count anything from a beginning of its own.
 */
export function precisionBySize(value: number): Precision | undefined {
  return unitsOfUsual.find((unit) => {
    const at = toMs(Math.abs(value), unit);
    return at >= usualTimes.from && at < usualTimes.to;
  });
}

/** Milliseconds of a number in a unit. */
export function toMs(value: number, precision: Precision): number {
  const { digitsBelowMs, msPerUnit } = precisions[precision];
  return (value * msPerUnit) / 10 ** digitsBelowMs;
}

const integer = /^-?\d{1,19}$/;

/**
 * Milliseconds since 1970 of a timestamp as text; NaN when it is not an integer. Digits below a millisecond are cut off as text,
 * because nanoseconds since 1970 do not fit into a double.
 */
export function timestampToMs(digits: string, precision: Precision): number {
  if (!integer.test(digits)) return Number.NaN;
  const { digitsBelowMs, msPerUnit } = precisions[precision];
  if (digitsBelowMs === 0) return Number(digits) * msPerUnit;
  const kept = digits.slice(0, -digitsBelowMs);
  return kept === '' || kept === '-' ? 0 : Number(kept);
}
