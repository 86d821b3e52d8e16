import { z } from 'zod';
import { type LookAheadDeps, lookAtDays, lookAtTrends } from '../risks/look-ahead.ts';
import type { Risks } from '../risks/risks.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ at: z.enum(['trends', 'days']) });

/** Looks what will reach its limit. */
export const lookAhead: Job<'look-ahead', typeof payload, { lookingAhead: LookAheadDeps; risks: Pick<Risks, 'wake'> }> =
  {
    name: 'look-ahead',
    payload,
    retry: { attempts: 2 },
    onFailed: 'scheduled-again',
    schedules: () => [
      // Twenty seconds after five minutes are over, so that what was measured in them has come.
      { id: 'trends', when: { cron: '20 */5 * * * *' }, payload: { at: 'trends' } },
      { id: 'days', when: { cron: '40 7 * * * *' }, payload: { at: 'days' } },
    ],
    async handle({ at }, { lookingAhead, risks }) {
      if (at === 'days') return lookAtDays(lookingAhead);
      await lookAtTrends(lookingAhead);
      await risks.wake();
    },
  };
