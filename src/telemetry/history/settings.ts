import { z } from 'zod';
import type { HistoryBucket } from '../../domain/history-reader.ts';
import { daysOrNever } from '../../foundation/days-kept.ts';

/** Days for which roll-ups are kept, by what is summed up. */
const rollupDaysSchema = z.strictObject({
  minutes: daysOrNever(30).describe('Days for which sums of each minute are kept'),
  fiveMinutes: daysOrNever(90).describe('Days for which sums of each five minutes are kept'),
  hours: daysOrNever(1825).describe('Days for which sums of each hour are kept'),
  days: daysOrNever('never').describe('Days for which sums of each day are kept; never: they are never removed'),
});

/** The section `history` of nocturne.yaml. */
export const historySchema = z.strictObject({
  engine: z
    .enum(['duckdb', 'spark'])
    .default('duckdb')
    .describe(
      'Who answers /noc history and reads the data of trainings and recordings: the embedded DuckDB, or the Spark server of SPARK_REMOTE',
    ),
  folder: z
    .string()
    .optional()
    .describe('Folder of the closed hours, such as one on shared storage; below the state folder when not set'),
  sparkFolder: z
    .string()
    .optional()
    .describe('The same folder as the workers of Spark see it, a path or a URL; as here when not set'),
  rollupDays: rollupDaysSchema.prefault({}),
});

export type HistorySettings = z.output<typeof historySchema>;

/** How many days of each bucket stay; one that is left out is never removed. */
export function rollupDaysOf({
  minutes,
  fiveMinutes,
  hours,
  days,
}: z.output<typeof rollupDaysSchema>): Partial<Record<HistoryBucket, number>> {
  const kept = { minute: minutes, 'five-minutes': fiveMinutes, hour: hours, day: days };
  return Object.fromEntries(Object.entries(kept).filter(([, limit]) => limit !== 'never'));
}

/** The environment variables of this room. */
export const historyVariables = {
  SPARK_REMOTE: z
    .string()
    .optional()
    .describe('Spark Connect server, such as sc://127.0.0.1:15002, when history.engine is spark'),
};
