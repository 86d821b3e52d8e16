import type { Later } from '../../domain/later.ts';

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

export interface JobDefinition {
  /**
   * Does the work. It may run again after a crash in the middle, so it must be safe to repeat. A throw is tried again only when the error
   * says that it is retryable.
   */
  handle(payload: Payload, context: JobContext): Promise<void>;
  /** Tries in all. Default 3. */
  attempts?: number;
  /** Pause before the second try; it doubles from try to try. Default 1,000. */
  backoffMs?: number;
  /**
   * What a person sees when the job failed for good, because of an error that no other try can mend or because its process died too often.
   * A function is called with the payload and the reason and leaves the job's subject in a state that people see; it may be called again.
   * `asked-again`: the work stays owed, and the reconciliation asks for it again. `scheduled-again`: the next run of its schedule does it.
   * Without it nobody learns of the failure but the log.
   */
  onFailed?: ((payload: Payload, reason: string) => Promise<void>) | 'asked-again' | 'scheduled-again';
  /** How many run at once in this process. Default 1. */
  concurrency?: number;
}

/** When a scheduled job runs. `cron` has five or six fields and is read in `timezone`, by default UTC. */
export type Schedule = { cron: string; timezone?: string } | { everyMs: number };

export interface ProgressReport {
  id: string;
  progress: Progress;
}

export interface Queue extends Later {
  /** Makes a job known, before anything asks for it. */
  define(name: string, definition: JobDefinition): void;
  /** Begins to run jobs that are due. Resolves when every job has a worker that listens. */
  start(): Promise<void>;
  /** The payloads of the jobs of this name that wait, run, or are to be tried again. What ended, well or not, is not among them. 'due' leaves out what waits for its time. */
  asked(job: string, which?: 'all' | 'due'): Promise<Payload[]>;
  /** Runs a job again and again; a second call replaces the first. Throws `job-unknown`. */
  schedule(job: string, when: Schedule, payload?: Payload): Promise<void>;
  isScheduled(job: string): Promise<boolean>;
  unschedule(job: string): Promise<void>;
  /** Hears the progress of a job, from whichever process runs it. Resolves when it listens. */
  onProgress(job: string, listener: (report: ProgressReport) => void): Promise<void>;
  /**
   * Takes no more jobs and waits for running ones up to `graceMs` (default 10,000). Jobs can still be asked for; the next process runs them.
   * To be called before what the jobs work with is closed.
   */
  stop(options?: { graceMs?: number }): Promise<void>;
  /** Stops, unless that was done before, and leaves what still runs to be run again by the next process. */
  close(options?: { graceMs?: number }): Promise<void>;
}
