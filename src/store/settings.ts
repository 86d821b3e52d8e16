import { z } from 'zod';
import { daysOrNever } from '../foundation/days-kept.ts';

const days = (standard: number) => z.int().min(1).max(36_500).default(standard);

/** The section `retention` of nocturne.yaml: for how many days each kind of record is kept after it is done with. */
export const retentionSchema = z.strictObject({
  inboxDays: days(7).describe(
    'Days for which the key of a handled Slack message is kept to recognise redeliveries; its text is removed at once',
  ),
  eventsDays: days(30).describe('Days for which events are kept after every follower has handled them'),
  checkpointsDays: days(30).describe("Days for which the agents' working state is kept after the end of its incident"),
  outputsDays: days(90).describe('Days for which device output and configurations from before a change are kept'),
  configsDays: days(365).describe('Days for which former device configurations are kept; the latest always stays'),
  incidentsDays: days(365).describe(
    'Days for which ended incidents are kept, with plans, votes and diagnoses; the audit is kept forever',
  ),
  historyDays: daysOrNever(365).describe(
    'Days of telemetry history that are kept, counted in days that have telemetry; never: old days are never removed',
  ),
  jobsDays: days(90).describe('Days for which finished background jobs are kept'),
});

/** For how many days each kind of record is kept. Jobs and telemetry are not among them: their queue and their history forget them by themselves. */
export type RetentionDays = Omit<z.output<typeof retentionSchema>, 'jobsDays' | 'historyDays'>;

/** The environment variables of this room. */
export const databaseVariables = {
  DATABASE_URL: z.url().optional().describe('PostgreSQL server; embedded below the state folder when not set'),
};
