const minuteMs = 60_000;
const dayMs = 86_400_000;

/** When the UTC day of a time begins. */
export const startOfDay = (at: number) => Math.floor(at / dayMs) * dayMs;

const hourMs = 3_600_000;

/** An hour is closed so long after its end: what comes later than that is late. */
const closingMs = 2 * minuteMs;

/** The end of the last hour that is closed; what came before it is moved into files. */
export const closedUntil = (now: number) => Math.floor((now - closingMs) / hourMs) * hourMs;

/** The UTC day (YYYY-MM-DD) of which hours are being closed; the days before it are finished. */
export const closedDay = (now: number) => new Date(closedUntil(now)).toISOString().slice(0, 10);

/** A stretch of one UTC day (YYYY-MM-DD), half-open. */
export interface DaySlice {
  day: string;
  from: number;
  to: number;
}

/**
 * Cuts days into slices of `rows` rows, or of a minute that has more. Slices of time and not of places, because rows that were written one after
 * the other are cheap to find and to delete. `minutes` has the beginning and the rows of each minute that has some, in order.
 */
export function sliceDays(minutes: readonly [at: number, rows: number][], rows: number): DaySlice[] {
  const slices: DaySlice[] = [];
  let inSlice = 0;
  let lastDay = Number.NaN;
  for (const [from, added] of minutes) {
    const day = startOfDay(from);
    const to = from + minuteMs;
    if (day === lastDay && inSlice + added <= rows) {
      slices.at(-1)!.to = to;
      inSlice += added;
      continue;
    }
    slices.push({ day: new Date(day).toISOString().slice(0, 10), from, to });
    inSlice = added;
    lastDay = day;
  }
  return slices;
}
