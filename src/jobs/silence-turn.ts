import { type Silences, silenceJob } from '../incidents/silences.ts';
import type { Queue } from './queue/job.ts';
import type { Debtor } from './queue/reconciliation.ts';

/** Makes the job known that tells of the beginning and the end of a silence. Payload: `{ silenceId, at }`. */
export function defineSilenceTurn(queue: Queue, silences: Silences): void {
  queue.define(silenceJob, {
    attempts: 5,
    async handle(payload) {
      await silences.turn(String(payload.silenceId), Number(payload.at));
    },
    onFailed: 'asked-again',
  });
}

/** The beginnings and ends of silences that were not posted yet. */
export function silenceTurnsOwed(silences: Pick<Silences, 'turns'>): Debtor {
  return {
    name: 'silences',
    owed: async () => (await silences.turns()).map((turn) => ({ job: silenceJob, payload: { ...turn }, at: turn.at })),
  };
}
