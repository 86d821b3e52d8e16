import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Clock } from '../../domain/clock.ts';
import { isRetryable } from '../../errors.ts';
import { createRounds, type Rounds } from '../../foundation/rounds.ts';
import type { Log } from '../../log.ts';
import type { AnyJob, Payload, Queue } from './job.ts';

/** Work that the database says is still to be done. `at` is when it is due, milliseconds since 1970. */
export interface Owed {
  payload: Payload;
  at: number;
}

/** What is owed of one job. It is derived from the database alone, never from what was asked for before. */
export interface Debtor<Job extends string = string> {
  job: Job;
  owed(): Promise<Owed[]>;
}

/** The jobs that something waits for. */
export function debtorsOf<Deps>(jobs: readonly AnyJob<Deps>[], deps: Deps): Debtor[] {
  return jobs.flatMap((job) => (job.owed ? [{ job: job.name, owed: async () => job.owed!(deps) }] : []));
}

/** Longer than any job waits between two tries. */
const lateMs = 60_000;

/** A round answers with the number of jobs that were asked for. */
export type Reconciliation = Rounds<number>;

/**
 * Compares what is owed with the jobs that wait or run, and asks for those that are missing: because they failed, because the database was
 * away when they were to be asked for, or because Redis came back empty. Two processes that look at once ask under the same key.
 */
export function createReconciliation(deps: {
  queue: Pick<Queue, 'later' | 'asked'>;
  debtors: readonly Debtor[];
  /** What is to be there besides jobs, such as schedules. */
  also?: () => Promise<void>;
  clock: Clock;
  log: Log;
  everyMs?: number;
}): Reconciliation {
  const { queue, clock, log, everyMs = 5_000 } = deps;

  async function settle({ job, owed }: Debtor, isClosed: () => boolean): Promise<number> {
    const asked = new Map<string, Set<string>>();
    let missing = 0;
    for (const each of await owed()) {
      // A clock that was set can leave a job waiting for a time that is hours away: one that is late by far does not count as asked for.
      const which = each.at < clock() - lateMs ? 'due' : 'all';
      if (!asked.has(which)) asked.set(which, new Set((await queue.asked(job, which)).map(canonicalJson)));
      if (isClosed() || asked.get(which)!.has(canonicalJson(each.payload))) continue;
      if (await ask(job, each)) missing++;
    }
    return missing;
  }

  /** False for work that nobody could ask for: what else is owed must not wait for it. */
  async function ask(job: string, { payload, at }: Owed): Promise<boolean> {
    const digest = createHash('sha256').update(canonicalJson(payload)).digest('hex').slice(0, 16);
    try {
      await queue.later(job, payload, { at, key: `${job}-${digest}-owed-${Math.floor(clock() / everyMs)}` });
    } catch (err) {
      if (isRetryable(err)) throw err;
      log.error({ err, job }, 'an owed job can not be asked for');
      return false;
    }
    log.info({ job, payload }, 'an owed job was asked for again');
    return true;
  }

  async function look(isClosed: () => boolean): Promise<number> {
    let missing = 0;
    for (const debtor of deps.debtors) {
      // One that can't be settled must not keep the others waiting.
      missing += await settle(debtor, isClosed).catch((err) => {
        log.warn({ err, job: debtor.job }, 'what is owed could not be asked for yet');
        return 0;
      });
    }
    await deps.also?.().catch((err) => log.warn({ err }, 'a schedule could not be looked at yet'));
    return missing;
  }

  return createRounds({
    round: look,
    failed: (err) => {
      log.error({ err }, 'what is owed could not be looked at');
      return 0;
    },
    everyMs,
  });
}
