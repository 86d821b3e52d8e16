import type { JobRequest, Later } from '../../domain/later.ts';

/** Jobs on the clock of a replay: what is due by sample time is run in its turn, while sample time stands still. */
export function createReplayedJobs<Jobs>(
  run: (...request: JobRequest<Jobs>) => Promise<void>,
): Later<Jobs> & { runDue(at: number): Promise<number> } {
  const known = new Set<string>();
  let waiting: JobRequest<Jobs>[] = [];
  return {
    async later(...request) {
      const [, , { key }] = request;
      if (known.has(key)) return;
      known.add(key);
      waiting.push(request);
    },
    /** Answers how many were run. */
    async runDue(until) {
      const due = waiting.filter(([, , { at }]) => at <= until).sort(([, , a], [, , b]) => a.at - b.at);
      waiting = waiting.filter(([, , { at }]) => at > until);
      for (const request of due) await run(...request);
      return due.length;
    },
  };
}
