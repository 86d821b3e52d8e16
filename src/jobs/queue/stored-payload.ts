import type { z } from 'zod';
import { NocturneError } from '../../errors.ts';

/** Throws `job-payload-invalid`, which no other try can mend, for a stored payload that is older than the code, or damaged. */
export function readPayload<Schema extends z.ZodObject>(job: string, schema: Schema, stored: unknown): z.infer<Schema> {
  const read = schema.safeParse(stored);
  if (read.success) return read.data;
  throw new NocturneError(
    'job-payload-invalid',
    `The stored request for the job ${job} can't be read: ${describeIssues(read.error)}`,
  );
}

/** A stored payload, or of a damaged one those fields that the schema takes. */
export function readFields<Schema extends z.ZodObject>(schema: Schema, stored: unknown): Partial<z.infer<Schema>> {
  const read = schema.safeParse(stored);
  if (read.success) return read.data;
  if (typeof stored !== 'object' || stored === null) return {};
  const fields = Object.entries(stored).filter(([name, value]) => schema.shape[name]?.safeParse(value).success);
  return Object.fromEntries(fields) as Partial<z.infer<Schema>>;
}

/** The paths that are wrong, and why, in one line. */
export function describeIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
