import { z } from 'zod';
import type { OncallAsks } from '../incidents/oncall-asks.ts';
import { severities } from '../incidents/severity.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({
  incidentId: z.string().min(1),
  planId: z.string().min(1).nullable(),
  step: z.int().min(0),
  worsened: z.enum(severities).optional(),
});

/** Brings what nobody took to the next person on call. */
export const askOncall: Job<'ask-oncall', typeof payload, { oncallAsks: Pick<OncallAsks, 'ask' | 'owed'> }> = {
  name: 'ask-oncall',
  payload,
  retry: { attempts: 5 },
  onFailed: 'asked-again',
  owed: ({ oncallAsks }) => oncallAsks.owed(),
  handle: (ask, { oncallAsks }) => oncallAsks.ask(ask),
};
