import { z } from 'zod';
import type { Silences } from '../incidents/silences.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ silenceId: z.string().min(1), at: z.number() });

/** Tells of the beginning or the end of a silence. */
export const silenceTurn: Job<'silence-turn', typeof payload, { silences: Pick<Silences, 'turn' | 'turns'> }> = {
  name: 'silence-turn',
  payload,
  retry: { attempts: 5 },
  onFailed: 'asked-again',
  owed: async ({ silences }) => (await silences.turns()).map((turn) => ({ payload: turn, at: turn.at })),
  async handle({ silenceId, at }, { silences }) {
    await silences.turn(silenceId, at);
  },
};
