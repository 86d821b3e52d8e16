import { modelKinds } from '../kinds/index.ts';

export const hourMs = 3_600_000;

/** Memory holds all that a training learns from, and the network of last week says more than that of last month. */
export const longestSpanMs = 7 * 24 * hourMs;

/** A stage whose training failed is tried again so long after it. */
export const retryAfterMs = 600_000;
export const mostAttempts = 4;

/** What is no longer than this was not too much. */
const shortSpanMs = 6 * hourMs;

/** What the configuration says of them. */
export interface StageSettings {
  /** Hours of telemetry, ascending; the last one comes again and again. Empty: nothing is trained by itself. */
  stagesHours: readonly number[];
  /** Readings that nine of ten places must have before the first one. */
  stageReadings: number;
}

/** The last stage that so much telemetry reaches, in milliseconds of telemetry; null for none. Earlier ones that were missed are not made up for. */
export function stageReached({ stagesHours }: Pick<StageSettings, 'stagesHours'>, learnedMs: number): number | null {
  const last = (stagesHours.at(-1) ?? Number.POSITIVE_INFINITY) * hourMs;
  if (learnedMs >= last) return Math.floor(learnedMs / last) * last;
  const reached = stagesHours.findLast((hours) => hours * hourMs <= learnedMs);
  return reached === undefined ? null : reached * hourMs;
}

/** The first stage that takes more telemetry than this; null when there are none. */
export function stageAfter({ stagesHours }: Pick<StageSettings, 'stagesHours'>, learnedMs: number): number | null {
  if (stagesHours.length === 0) return null;
  const next = stagesHours.find((hours) => hours * hourMs > learnedMs);
  if (next !== undefined) return next * hourMs;
  const last = stagesHours.at(-1)! * hourMs;
  return (Math.floor(learnedMs / last) + 1) * last;
}

/** The end of the span is `to`; `attempt` is 1 for the first try. Each further one has half of a long span, because most trainings fail that have too much. */
export function spanOf(
  { firstAt, to }: { firstAt: number; to: number },
  attempt: number,
): { from: number; to: number } {
  const from = Math.max(firstAt, to - longestSpanMs);
  const shortest = Math.min(to - from, shortSpanMs);
  return { from: Math.floor(to - Math.max(shortest, (to - from) / 2 ** (attempt - 1))), to };
}

/** Forecasts need values of several hours, and people have confirmed no cause in the first ones: until then their trainings would end in “not trained”. */
const detectorOnlyMs = 6 * hourMs;

/**
 * The kinds that a stage trains. Causes only as long as none is in use: a week seldom holds as many confirmed faults as the one in use learned from,
 * and where it holds none, the measure can't tell a poor forest from a good one.
 */
export function kindsOf(stageMs: number, { causesInUse }: { causesInUse: boolean }): string[] {
  if (stageMs < detectorOnlyMs) return ['detection'];
  return modelKinds.map(({ kind }) => kind).filter((kind) => kind !== 'causes' || !causesInUse);
}
