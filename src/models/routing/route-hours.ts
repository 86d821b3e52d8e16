/** One step of time for one pair of devices: what every way took, and what was known before. */
export interface RouteStep {
  /** End of the step, milliseconds since 1970. */
  at: number;
  /** Round trip over each way in ms; NaN where it was not measured. */
  latencyMs: readonly number[];
  /** Pair, load band of each way in the step before, and hour of the day (UTC). */
  state: string;
}

/** The steps of one pair, oldest first. */
export interface PairSteps {
  name: string;
  /** Names of the ways, for people; the first is the one over fewest links. */
  ways: readonly string[];
  steps: readonly RouteStep[];
}

/** Loads at which a way counts as busier, as shares of its capacity. */
const bandEdges = [0.6, 0.9] as const;

/** `0` to `2`, and `?` where the load is not known. */
export const loadBand = (share: number): string =>
  Number.isNaN(share) ? '?' : String(bandEdges.filter((edge) => share >= edge).length);

/** How a state reads: `Router-A – Router-B, loads 0 1 0, 14 h`. */
export const stateName = (pair: string, bands: readonly string[], at: number): string =>
  `${pair}, loads ${bands.join(' ')}, ${new Date(at).getUTCHours()} h`;
