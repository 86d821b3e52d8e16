import { z } from 'zod';
import type { AnyJob, JobContext, Payload } from '../../src/jobs/queue/job.ts';

/** A job that takes any payload and works with nothing but that. */
export function plainJob(
  name: string,
  handle: (payload: Payload, context: JobContext) => Promise<unknown> = async () => undefined,
  more: Partial<AnyJob<undefined>> = {},
): AnyJob<undefined> {
  return {
    name,
    payload: z.looseObject({}),
    retry: { attempts: 3 },
    onFailed: 'scheduled-again',
    handle: async (payload, _deps, context) => void (await handle(payload, context)),
    ...more,
  };
}
