import type { Later } from '../../domain/later.ts';

type Run = (job: string, payload: Record<string, unknown>) => Promise<void>;

/** Jobs on the clock of a replay: what is due by sample time is run in its turn, while sample time stands still. */
export function createReplayedJobs(run: Run): Later & { runDue(at: number): Promise<number> } {
  const known = new Set<string>();
  let waiting: { job: string; payload: Record<string, unknown>; at: number }[] = [];
  return {
    async later(job, payload, { at, key }) {
      if (known.has(key)) return;
      known.add(key);
      waiting.push({ job, payload, at });
    },
    /** Answers how many were run. */
    async runDue(at) {
      const due = waiting.filter((each) => each.at <= at).sort((a, b) => a.at - b.at);
      waiting = waiting.filter((each) => each.at > at);
      for (const { job, payload } of due) await run(job, payload);
      return due.length;
    },
  };
}
