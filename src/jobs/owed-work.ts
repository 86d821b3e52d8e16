import type { Changes } from '../changes/changes.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OncallConfig } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Store } from '../store/store.ts';
import { planJobsOwed, scheduleConfigRecords } from './advance-plan.ts';
import { oncallAsksOwed } from './ask-oncall.ts';
import { investigationsOwed } from './investigate.ts';
import { schedulePrune } from './prune.ts';
import type { Queue } from './queue/job.ts';
import type { Debtor } from './queue/reconciliation.ts';
import { silenceTurnsOwed } from './silence-turn.ts';
import { trainingsOwed } from './train-models.ts';

/** Everything that the reconciliation looks after: whoever owes jobs, and the schedules. A new kind of job that waits belongs in here. */
export function owedWork(deps: {
  changes: Pick<Changes, 'owed'>;
  silences: Pick<Silences, 'turns' | 'covering'>;
  store: Store;
  oncall: OncallConfig;
  topology: Topology;
  queue: Pick<Queue, 'schedule' | 'isScheduled'>;
  clock: Clock;
}): { debtors: Debtor[]; also: () => Promise<void> } {
  return {
    debtors: [
      planJobsOwed(deps.changes),
      investigationsOwed(deps),
      silenceTurnsOwed(deps.silences),
      oncallAsksOwed(deps),
      trainingsOwed(deps),
    ],
    async also() {
      await scheduleConfigRecords(deps.queue);
      await schedulePrune(deps.queue);
    },
  };
}
