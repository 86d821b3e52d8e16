import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Later } from '../domain/later.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Person } from '../domain/person.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../network/sessions.ts';
import type { Vendor } from '../network/vendor.ts';
import type { Routes } from '../routes/routes.ts';
import type { Store } from '../store/store.ts';
import type { PlanAges } from './plan-ages.ts';
import type { Playbook } from './playbooks.ts';
import type { Policy } from './policy.ts';

/** What the room is given. `people` asks the workspace at that moment; undefined for somebody whom it does not know (any more). */
export interface ChangesDeps {
  store: Store;
  topology: Topology;
  vendors: readonly Vendor[];
  playbooks: readonly Playbook[];
  sessions: Sessions;
  metrics: MetricReader;
  /** What is known of routes. Left out, plans say nothing of traffic, and none is written for another route. */
  routes?: Pick<Routes, 'foresee' | 'readBasis' | 'traffic' | 'forget'>;
  policy: Policy;
  people(userId: string): Promise<Person | undefined>;
  clock: Clock;
  /** Without it only the time of day says how long a plan has waited. */
  ages?: PlanAges;
  sleep(ms: number): Promise<void>;
  newId: NewId;
  later: Later<ChangeJobs>;
  /**
   * Throws a retryable `lock-lost` when the devices are no longer held. Asked before every line and while a change is watched; left out, they
   * are held for ever.
   */
  assertHeld?(): void;
  log: Log;
}

/** The jobs that this room asks for, and their payloads. jobs/ calls `advance`, `expire`, `followUp` and `recordConfigs` of {@link Changes}. */
export interface ChangeJobs {
  'advance-plan': { planId: string };
  'expire-plan': { planId: string };
  'follow-up-plan': { planId: string };
  'record-configs': { planId?: string };
}

/** The actor under which the product itself stands in the audit and in `requestedBy`. */
export const productActor = 'nocturne';
