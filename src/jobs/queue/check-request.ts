import type { z } from 'zod';
import { NocturneError } from '../../errors.ts';
import type { NamedRequest, Payload } from './job.ts';
import { describeIssues } from './stored-payload.ts';

/** Of a key; it is encoded and stands in an index of PostgreSQL, which takes 2,700 bytes. */
const longestKey = 500;
/** The last moment that a `Date` can hold. */
const latest = 8.64e15;

/**
 * The request as the job store takes it: `at` in whole milliseconds, rounded up, so that nothing runs early. Throws `job-request-invalid` for
 * what the store would refuse or change, or the job does not take: a time that is no number, a payload that is no plain JSON or against the
 * job's schema, a key that is no text.
 */
export function checkRequest(request: NamedRequest, schema: z.ZodObject): NamedRequest {
  const { job, payload, at, key } = request;
  if (typeof at !== 'number' || !(Math.abs(at) <= latest)) throw invalid(job, `the time ${at} is not a moment`);
  checkPayload(job, payload, schema);
  if (typeof key !== 'string' || key === '' || key.length > longestKey || !isStorable(key))
    throw invalid(job, `the key is not a text of 1 to ${longestKey} characters`);
  return { ...request, at: Math.ceil(at) };
}

/** Throws `job-request-invalid` when the payload would not come out of the job store as it went in, or when the job would refuse it there. */
export function checkPayload(job: string, payload: Payload, schema: z.ZodObject): void {
  if (!isPlainObject(payload)) throw invalid(job, 'the payload is not an object');
  const wrong = findNoJson(payload, 'payload', 0);
  if (wrong !== null) throw invalid(job, `${wrong} is not plain JSON`);
  const read = schema.safeParse(payload);
  if (!read.success) throw invalid(job, describeIssues(read.error));
}

/** Deeper than any payload; a loop in it ends here. */
const deepest = 50;

/** The path of the first value that JSON would drop or change; null when there is none. */
function findNoJson(value: unknown, path: string, depth: number): string | null {
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (depth >= deepest || !(Array.isArray(value) || isPlainObject(value))) return path;
  for (const [name, inner] of Object.entries(value)) {
    const wrong = isStorable(name) ? findNoJson(inner, `${path}.${name}`, depth + 1) : path;
    if (wrong !== null) return wrong;
  }
  return Array.isArray(value) && value.length !== Object.keys(value).length ? path : null;
}

/** PostgreSQL takes no NUL and no half of a surrogate pair in a text. */
const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function invalid(job: string, problem: string): NocturneError {
  return new NocturneError('job-request-invalid', `The job ${job} was requested with a wrong value: ${problem}`);
}
