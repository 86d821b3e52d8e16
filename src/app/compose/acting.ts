import { type Changes, type ChangesDeps, createChanges } from '../../changes/changes.ts';
import { createPlanAges } from '../../changes/plan-ages.ts';
import { loadPlaybooks, type Playbook } from '../../changes/playbooks.ts';
import type { Config } from '../../config.ts';
import { createGuard, type Guard } from '../../network/guard.ts';
import { createSessions, type Sessions, type SessionsOptions } from '../../network/sessions.ts';
import type { Vendor } from '../../network/vendor.ts';
import { vendors as allVendors } from '../../network/vendors/index.ts';
import { playbookFolder } from '../playbook-folder.ts';

export type DevicesConfig = Pick<Config, 'accounts' | 'devices'>;

export interface DevicesDoors extends Pick<SessionsOptions, 'topology' | 'clock' | 'log' | 'connect'> {
  /** Left out, every vendor that is supported. */
  vendors?: readonly Vendor[];
  /** Left out, those of the product. */
  playbooks?: readonly Playbook[];
  /** Names of guards that are off. For measurements of what the others stop; nothing else turns one off. */
  without?: readonly string[];
}

/** What may be sent to the devices, and the way there. */
export interface Devices {
  vendors: readonly Vendor[];
  playbooks: readonly Playbook[];
  guard: Guard;
  sessions: Sessions;
}

/** Builds the guarded way to the devices. No connection is opened. Throws what `loadPlaybooks` throws. */
export function composeDevices({ accounts, devices }: DevicesConfig, doors: DevicesDoors): Devices {
  const { topology, clock, log, connect, without } = doors;
  const { vendors = allVendors, playbooks = loadPlaybooks(playbookFolder) } = doors;
  const guard = createGuard({ vendors, playbooks, topology, without });
  const sessions = createSessions({
    ...{ topology, vendors, credentials: accounts, guard, clock, log, connect },
    lineTimeoutMs: devices.answerSeconds * 1000,
  });
  return { vendors, playbooks, guard, sessions };
}

export type ActingConfig = DevicesConfig & Pick<Config, 'policy'>;

export interface ActingDoors
  extends DevicesDoors,
    Pick<ChangesDeps, 'store' | 'metrics' | 'people' | 'sleep' | 'newId' | 'later'> {
  /** Milliseconds by a clock that nobody sets; without it only the time of day says how long a plan has waited. */
  monotonic?: () => number;
}

/** From a proposal to the end of a plan. */
export interface Acting extends Devices {
  changes: Changes;
}

/** Builds what writes plans, asks people and carries them out. Nothing runs yet. */
export function composeActing(config: ActingConfig, doors: ActingDoors): Acting {
  const devices = composeDevices(config, doors);
  const { store, topology, metrics, people, sleep, newId, later, clock, log, monotonic } = doors;
  const changes = createChanges({
    ...{ store, topology, metrics, people, sleep, newId, later, clock, log },
    ...devices,
    policy: config.policy,
    ...(monotonic && { ages: createPlanAges(monotonic) }),
  });
  return { ...devices, changes };
}
