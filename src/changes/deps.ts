import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Later } from '../domain/later.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Person } from '../domain/person.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../network/sessions.ts';
import type { Vendor } from '../network/vendor.ts';
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
  policy: Policy;
  people(userId: string): Promise<Person | undefined>;
  clock: Clock;
  /** Without it only the time of day says how long a plan has waited. */
  ages?: PlanAges;
  sleep(ms: number): Promise<void>;
  newId: NewId;
  later: Later;
  /**
   * Throws a retryable `lock-lost` when the devices are no longer held. Asked before every line and while a change is watched; left out, they
   * are held for ever.
   */
  assertHeld?(): void;
  log: Log;
}

/** Jobs that this room asks for. jobs/ calls `advance`, `expire`, `followUp` and `recordConfigs` with the plan id. */
export const changeJobs = {
  advance: 'advance-plan',
  expire: 'expire-plan',
  followUp: 'follow-up-plan',
  recordConfigs: 'record-configs',
} as const;

/** The actor under which the product itself stands in the audit and in `requestedBy`. */
export const productActor = 'nocturne';
