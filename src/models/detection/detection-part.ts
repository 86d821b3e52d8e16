/** The rows that a part learns from: one device, in time order, row-major, without missing values. */
export interface TrainingRows {
  rows: Float64Array;
  count: number;
  width: number;
  /** Part of the day of each row, 0..1. */
  dayShares: Float64Array;
  samplesPerDay: number;
  seed: number;
}

/** One view of what is unusual, while rows stream by: one pass, bounded memory. */
export interface PartStream {
  /** How unusual the row is, compared with training and the rows before it; ≥ 0, any unit. `row` has no missing values. */
  push(row: Float64Array, dayShare: number): number;
  /** How far each metric of the last row is from usual, ≥ 0; only parts that can say it. */
  readonly deviations?: Float64Array;
}

/** A fitted part. Each device gets a stream of its own. */
export interface DetectionPart {
  /** By which the parts of a stored detector are told apart. */
  readonly kind: string;
  start(): PartStream;
  /** Plain JSON, from which the part is restored without a change. */
  toJSON(): unknown;
}

/** Beyond this many deviations, more carries no more information, and one counter would drown the others. */
const mostDeviations = 10;

/** Mean over the metrics of the squared deviation, each clipped at 10 deviations. */
export function meanSquare(deviations: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < deviations.length; f++) sum += Math.min(mostDeviations, deviations[f]!) ** 2;
  return sum / deviations.length;
}

/** The largest deviation. */
export function largest(deviations: Float64Array): number {
  let most = 0;
  for (let f = 0; f < deviations.length; f++) if (deviations[f]! > most) most = deviations[f]!;
  return most;
}

/** Standard deviation of each metric over row-major rows; 1 where a metric never moved. */
export function spreadOf(rows: Float64Array, count: number, width: number): Float64Array {
  const spread = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    let sum = 0;
    for (let i = f; i < count * width; i += width) sum += rows[i]!;
    const mean = sum / count;
    let squares = 0;
    for (let i = f; i < count * width; i += width) squares += (rows[i]! - mean) ** 2;
    const own = Math.sqrt(squares / count);
    spread[f] = own > 1e-9 * (1 + Math.abs(mean)) ? own : 1;
  }
  return spread;
}
