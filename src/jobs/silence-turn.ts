import { type Silences, silenceJob } from '../incidents/silences.ts';
import type { Queue } from './job.ts';

/** Makes the job known that tells of the beginning and the end of a silence. Payload: `{ silenceId, at }`. */
export function defineSilenceTurn(queue: Queue, silences: Silences): void {
  queue.define(silenceJob, {
    attempts: 5,
    async handle(payload) {
      await silences.turn(String(payload.silenceId), Number(payload.at));
    },
  });
}
