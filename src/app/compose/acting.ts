import { type Changes, type ChangesDeps, createChanges } from '../../changes/changes.ts';
import { createPlanAges } from '../../changes/plan-ages.ts';
import { loadPlaybooks, type Playbook } from '../../changes/playbooks.ts';
import type { Config } from '../../config.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import { createGuard, type Guard } from '../../network/guard.ts';
import { createSessions, type Sessions, type SessionsOptions } from '../../network/sessions.ts';
import type { Vendor } from '../../network/vendor.ts';
import { vendors as allVendors } from '../../network/vendors/index.ts';
import { createRoutes, type Routes } from '../../routes/routes.ts';
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

type ChangesConfig = Pick<Config, 'policy'>;

interface ChangesDoors
  extends Pick<
    ChangesDeps,
    'store' | 'topology' | 'metrics' | 'routes' | 'people' | 'clock' | 'sleep' | 'newId' | 'later' | 'log'
  > {
  /** Milliseconds by a clock that nobody sets; without it only the time of day says how long a plan has waited. */
  monotonic?: () => number;
}

/** Builds what writes plans, asks people and carries them out, on a way to the devices that is there already. */
export function composeChanges({ policy }: ChangesConfig, doors: ChangesDoors & Omit<Devices, 'guard'>): Changes {
  const { monotonic, ...given } = doors;
  return createChanges({ ...given, policy, ...(monotonic && { ages: createPlanAges(monotonic) }) });
}

export type ActingConfig = DevicesConfig & ChangesConfig;
export interface ActingDoors extends DevicesDoors, Omit<ChangesDoors, 'routes'> {
  /** What routes are judged by. Left out, nothing is known of routes, and no device is asked for its costs. */
  history?: HistoryReader;
}

/** From a proposal to the end of a plan. */
export interface Acting extends Devices {
  changes: Changes;
  routes: Routes | undefined;
}

/** Builds both. Nothing runs yet. */
export function composeActing(config: ActingConfig, doors: ActingDoors): Acting {
  const devices = composeDevices(config, doors);
  const { history } = doors;
  const routes = history && createRoutes({ ...doors, history, sessions: devices.sessions.readOnly });
  return { ...devices, routes, changes: composeChanges(config, { ...doors, ...devices, ...(routes && { routes }) }) };
}
