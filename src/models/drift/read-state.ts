import type { z } from 'zod';
import { NocturneError } from '../../errors.ts';

/** Checks the state of something that is kept. Throws `model-artefact-damaged`, which names what does not fit. */
export function readState<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'its whole';
  throw new NocturneError('model-artefact-damaged', `The state of ${what} is damaged at ${where}: ${issue?.message}`, {
    hint: 'start it anew',
  });
}
