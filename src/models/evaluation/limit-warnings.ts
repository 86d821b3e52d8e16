/** Minutes of a pause after which warnings are another run, and in which the limit has to be crossed for a run to be right. */
const breakMinutes = 15;
const withinMinutes = 120;

/** Less than so many minutes after a crossing, being over the limit is the same crossing. */
const apartMinutes = 60;

/** How long before a crossing a warning is asked for, in minutes. */
export const leadMinutes = [15, 30, 45] as const;

/** What warnings before a limit were worth. */
export interface WarningScore {
  crossings: number;
  /** Crossings that a run announced so long before, in the order of `leadMinutes`. */
  warned: number[];
  runs: number;
  falseRuns: number;
}

/** Steps in which a limit is crossed: over it, and not so in the hour before. */
export function findCrossings(isOver: ArrayLike<number>, stepMinutes: number): number[] {
  const found: number[] = [];
  let overAt = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < isOver.length; step++) {
    if (!isOver[step]) continue;
    if ((step - overAt) * stepMinutes > apartMinutes) found.push(step);
    overAt = step;
  }
  return found;
}

/** Runs of warnings as [first, last] step. */
function findRuns(warns: ArrayLike<number>, stepMinutes: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let step = 0; step < warns.length; step++) {
    if (!warns[step]) continue;
    const run = runs.at(-1);
    if (run && (step - run[1]) * stepMinutes <= breakMinutes) run[1] = step;
    else runs.push([step, step]);
  }
  return runs;
}

/**
 * A run of warnings is right when the limit is crossed within 120 minutes of its start; the first such run counts for a crossing. One that begins
 * within an hour after a crossing is about that one, and neither right nor false.
 *
 * @param isOver 1 for steps over the limit
 * @param warns 1 for steps with a warning
 */
export function scoreWarnings(
  isOver: ArrayLike<number>,
  warns: ArrayLike<number>,
  { stepMinutes, from = 0 }: { stepMinutes: number; from?: number },
): WarningScore {
  const crossings = findCrossings(isOver, stepMinutes);
  const runs = findRuns(warns, stepMinutes);
  const announces = (first: number, crossing: number) =>
    first <= crossing && (crossing - first) * stepMinutes <= withinMinutes;
  const isAfter = (first: number) => crossings.some((at) => first >= at && (first - at) * stepMinutes <= apartMinutes);
  const judged = runs.filter(([first]) => first >= from);
  const falseRuns = judged.filter(([first]) => !isAfter(first) && !crossings.some((at) => announces(first, at)));
  const later = crossings.filter((at) => at >= from);
  const leadOf = (crossing: number) => {
    const run = runs.find(([first]) => announces(first, crossing));
    return run ? (crossing - run[0]) * stepMinutes : Number.NEGATIVE_INFINITY;
  };
  return {
    crossings: later.length,
    warned: leadMinutes.map((lead) => later.filter((at) => leadOf(at) >= lead).length),
    ...{ runs: judged.length, falseRuns: falseRuns.length },
  };
}

/** The scores of several series together. */
export function addWarningScores(scores: readonly WarningScore[]): WarningScore {
  const sum = (of: (score: WarningScore) => number) => scores.reduce((total, score) => total + of(score), 0);
  return {
    crossings: sum((one) => one.crossings),
    warned: leadMinutes.map((_, i) => sum((one) => one.warned[i]!)),
    ...{ runs: sum((one) => one.runs), falseRuns: sum((one) => one.falseRuns) },
  };
}
