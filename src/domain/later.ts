/**
 * The ports through which a room asks for work later; jobs/ implements them. `Jobs` maps the name of each job that the room asks for to its
 * payload: `{ 'expire-plan': { planId: string } }`. What runs jobs serves every room whose map is a part of its own.
 */
export interface Later<Jobs> {
  /** Asks for a job. Throws `job-unknown`, and `job-request-invalid` for a payload that the job does not take. */
  later(...request: JobRequest<Jobs>): Promise<void>;
}

type NameIn<Jobs> = keyof Jobs & string;

/** A job of the map, its payload, and when. */
export type JobRequest<Jobs> = {
  [Job in NameIn<Jobs>]: [job: Job, payload: Jobs[Job], when: Moment];
}[NameIn<Jobs>];

/** `at` is in milliseconds since 1970; `key` makes a second request for the same work a no-op. */
export interface Moment {
  at: number;
  key: string;
}

export interface Schedules<Jobs> {
  /**
   * Runs a job again and again. A job may have several schedules, each with an id of its own; the same id again changes what differs, and
   * nothing when it stands there already. Throws `job-schedule-invalid` for a cron line or a time zone that nobody knows.
   */
  schedule(...request: ScheduleRequest<Jobs>): Promise<void>;
}

/** The id of the schedule, a job of the map, when it runs, and its payload. */
export type ScheduleRequest<Jobs> = {
  [Job in NameIn<Jobs>]: [id: string, job: Job, when: Schedule, payload: Jobs[Job]];
}[NameIn<Jobs>];

/** When a scheduled job runs. `cron` has five fields, or six that begin with the second, and is read in `timezone`, by default UTC. */
export type Schedule = { cron: string; timezone?: string } | { everyMs: number };
