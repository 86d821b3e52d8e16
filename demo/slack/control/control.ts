import type { Core } from '../core.ts';
import type { Delivery } from '../deliveries.ts';
import type { Persona } from '../entities.ts';
import type { Fault } from '../faults.ts';
import type { JournalEntry } from '../journal.ts';
import type { Stage } from '../stage.ts';
import { createPressing, type Pressing } from './pressing.ts';
import { createViewing, type Viewing } from './viewing.ts';
import { createWatching, type Watching } from './watching.ts';
import { createWriting, type Writing } from './writing.ts';

/** Everything that a test, a demo or the page does to the workspace. The same functions stand under `/control/`. */
export interface Control extends Writing, Pressing, Viewing, Watching {
  deliveries(): Delivery[];
  journal(): JournalEntry[];
  inject(fault: Fault): void;
  clearFaults(): void;
  connections(): number;
  /** Resolves when at least `count` sockets are open (default 1). */
  waitForConnections(args?: { count?: number; timeoutMs?: number }): Promise<number>;
  dropSockets(): void;
  refresh(args?: { warningMs?: number }): void;
  /** The app can reach nothing, and nothing reaches the app, for that long (default 5 s). */
  gap(args?: { durationMs?: number }): void;
  /** Delivers by signed HTTP requests from now on; `null` goes back to Socket Mode. Resolves after the challenge. */
  setRequestUrl(args: { url: string | null }): Promise<{ ok: boolean; error?: string }>;
  /** Changes a person, for example `{id, deleted: true}`. */
  changeUser(args: Partial<Persona> & { id: string }): void;
  /** Changes who is in a user group. */
  changeUserGroup(args: { id: string; users: string[] }): void;
  /** Starts a scenario of what stands in front of the workspace. @throws Error when there is none, or not now. */
  startScenario(args: { name: string }): Promise<void>;
  endScenario(): Promise<void>;
  /** Forgets messages, views, files, faults and the journal; people and channels stay. */
  reset(): void;
}

export interface ControlDeps {
  core: Core;
  goOffline: (durationMs: number) => void;
  setRequestUrl: Control['setRequestUrl'];
}

export function createControl({ core, goOffline, setRequestUrl }: ControlDeps): Control {
  return {
    ...createWriting(core),
    ...createPressing(core),
    ...createViewing(core),
    ...createWatching(core),
    deliveries: () => core.deliveries.list(),
    journal: () => core.journal.entries(),
    inject: (fault) => core.faults.inject(fault),
    clearFaults: () => core.faults.clear(),
    connections: () => core.socketMode.connectionCount(),
    waitForConnections: ({ count = 1, timeoutMs = 10_000 } = {}) => waitForConnections(core, count, timeoutMs),
    dropSockets() {
      core.journal.add({ kind: 'fault', fault: { kind: 'drop_sockets' } });
      core.socketMode.dropAll();
    },
    refresh(args = {}) {
      core.journal.add({ kind: 'fault', fault: { kind: 'refresh', ...args } });
      core.socketMode.refreshAll(args);
    },
    gap({ durationMs = 5000 } = {}) {
      core.journal.add({ kind: 'fault', fault: { kind: 'gap', durationMs } });
      goOffline(durationMs);
      core.socketMode.dropAll();
    },
    setRequestUrl,
    changeUser({ id, ...changes }) {
      const user = core.state.users.get(id);
      if (!user) throw new Error(`no user ${id} in this workspace`);
      core.state.users.set(id, { ...user, ...changes });
    },
    changeUserGroup({ id, users }) {
      const group = core.state.userGroups.find((one) => one.id === id);
      if (!group) throw new Error(`no user group ${id} in this workspace`);
      group.users = [...users];
    },
    startScenario: ({ name }) => presented(core).start(name),
    endScenario: () => presented(core).end(),
    reset() {
      core.state.reset();
      core.tickets.clear();
      core.faults.clear();
      core.rateLimit.clear();
      core.deliveries.clear();
      core.journal.clear();
    },
  };
}

function presented({ stage }: Core): Stage {
  if (!stage) throw new Error('this workspace has no scenarios');
  return stage;
}

function waitForConnections(core: Core, count: number, timeoutMs: number): Promise<number> {
  const open = core.socketMode.connectionCount();
  if (open >= count) return Promise.resolve(open);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`within ${timeoutMs} ms only ${core.socketMode.connectionCount()} of ${count} sockets opened`));
    }, timeoutMs);
    const stop = core.state.onChange((change) => {
      if (change.kind !== 'connections' || change.count < count) return;
      clearTimeout(timer);
      stop();
      resolve(change.count);
    });
  });
}
