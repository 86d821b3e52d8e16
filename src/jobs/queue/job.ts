import type { z } from 'zod';
import type { Later, Moment, Schedule, Schedules } from '../../domain/later.ts';

export type Payload = Record<string, unknown>;
export type Progress = Record<string, unknown>;

export interface JobContext {
  /** The key that the job was asked for with, or BullMQ's id of a scheduled run. */
  id: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the queue closes. A handler that goes on is waited for, for a while. */
  signal: AbortSignal;
  /** Tells listeners how far the work is. */
  progress(value: Progress): Promise<void>;
}

/**
 * A kind of work, as data beside its handler. `Deps` is what the handler works with; every function here is given it. An example:
 *
 *     const payload = z.strictObject({ planId: z.string().min(1) });
 *     export const expirePlan: Job<'expire-plan', typeof payload, { changes: Changes }> = {
 *       name: 'expire-plan',
 *       payload,
 *       retry: { attempts: 5 },
 *       onFailed: 'asked-again',
 *       owed: ({ changes }) => changes.owed('expire-plan'),
 *       handle: async ({ planId }, { changes }) => void (await changes.expire(planId)),
 *     };
 */
export interface Job<Name extends string, Schema extends z.ZodObject, Deps> {
  /** In kebab case, and the name of the job's file. The queue keeps the job's requests under it. */
  name: Name;
  /**
   * What a request carries: plain JSON. Checked when the job is asked for, and again when it is run, because the request may be older than
   * the code.
   */
  payload: Schema;
  /** Tries in all, of an error that says that it is retryable, and the pause before the second, by default 1,000; it doubles from try to try. */
  retry: { attempts: number; backoffMs?: number };
  /** How many run at once in this process. Default 1. */
  concurrency?: number;
  /**
   * What a person sees when the job failed for good, because of an error that no other try can mend, a stored payload that is damaged, or
   * because its process died too often. `asked-again`: the work stays owed, and the reconciliation asks for it again. `scheduled-again`: the
   * next run of its schedule does it.
   */
  onFailed: 'asked-again' | 'scheduled-again' | FailureTold<Schema, Deps>;
  /** What the database says is still to be done, never derived from what was asked for before. `at` is when, in milliseconds since 1970. */
  owed?(deps: Deps): Promise<{ payload: z.infer<Schema>; at: number }[]>;
  /** When the job runs by the clock. A schedule that stands here no more is removed when the next process starts. */
  schedules?(deps: Deps): readonly Scheduled<z.infer<Schema>>[];
  /**
   * Does the work. It may run again after a crash in the middle, so it must be safe to repeat. A throw is tried again only when the error
   * says that it is retryable.
   */
  handle(payload: z.infer<Schema>, deps: Deps, context: JobContext): Promise<void>;
}

export interface FailureTold<Schema extends z.ZodObject, Deps> {
  /**
   * Leaves the subject of the job in a state that people see; may be called again. Of a stored payload that is damaged, `payload` has only
   * the fields that can be read.
   */
  tell(payload: Partial<z.infer<Schema>>, reason: string, deps: Deps): Promise<void>;
}

export interface Scheduled<P = Payload> {
  /** Names the schedule within its job: letters, digits, `-` and `_`. */
  id: string;
  when: Schedule;
  payload: P;
}

/** Any job over these deps, where its name and payload do not matter. */
export type AnyJob<Deps> = Job<string, z.ZodObject, Deps>;

export interface ProgressReport {
  id: string;
  progress: Progress;
}

/** `Jobs` maps the names of the jobs to their payloads; it is loose where it is left out. */
export interface Queue<Jobs = Record<string, Payload>> extends Later<Jobs>, Schedules<Jobs> {
  /** Makes a job known, before anything asks for it. */
  define<Deps>(job: AnyJob<Deps>, deps: Deps): void;
  /** Begins to run jobs that are due. Resolves when every job has a worker that listens. */
  start(): Promise<void>;
  /** The payloads of the jobs of this name that wait, run, or are to be tried again. What ended, well or not, is not among them. 'due' leaves out what waits for its time. */
  asked(job: keyof Jobs & string, which?: 'all' | 'due'): Promise<Payload[]>;
  /** The ids of the schedules that a job has. */
  scheduled(job: keyof Jobs & string): Promise<string[]>;
  /** Removes a schedule, and its next run unless that is due. */
  unschedule(id: string, job: keyof Jobs & string): Promise<void>;
  /** Hears the progress of a job, from whichever process runs it. Resolves when it listens. */
  onProgress(job: keyof Jobs & string, listener: (report: ProgressReport) => void): Promise<void>;
  /**
   * Takes no more jobs and waits for running ones up to `graceMs` (default 10,000). Jobs can still be asked for; the next process runs them.
   * To be called before what the jobs work with is closed.
   */
  stop(options?: { graceMs?: number }): Promise<void>;
  /** Stops, unless that was done before, and leaves what still runs to be run again by the next process. */
  close(options?: { graceMs?: number }): Promise<void>;
}

/** A request for a job, under one name. */
export interface NamedRequest extends Moment {
  job: string;
  payload: Payload;
}
