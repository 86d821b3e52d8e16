import { resolve } from 'node:path';
import { composeActing } from '../../src/app/compose/acting.ts';
import type { Changes } from '../../src/changes/changes.ts';
import { loadPlaybooks } from '../../src/changes/playbooks.ts';
import type { Policy } from '../../src/changes/policy.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Topology } from '../../src/domain/device.ts';
import type { HistoryReader } from '../../src/domain/history-reader.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Place } from '../../src/domain/place.ts';
import { NocturneError } from '../../src/errors.ts';
import type { Connection, SshOptions } from '../../src/network/transport/ssh.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import type { Store } from '../../src/store/store.ts';
import { labTopology } from '../network/lab.ts';
import { silentLog } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import type { FakeDevice } from './fake-state.ts';

export const playbooks = loadPlaybooks(resolve(import.meta.dirname, '../../playbooks'));

export const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  isBot: false,
  deleted: false,
  restricted: false,
  foreign: false,
  groups: ['S-NETOPS'],
  ...more,
});

const acting = { mode: 'act', approvers: { users: ['U-ANN'], groups: ['S-NETOPS'] } };

/** What happens to a line on its way: it may get lost before or after the device took it, with the process or without. */
export type Fate = 'arrives' | 'crash-before' | 'crash-after' | 'lost-before' | 'lost-after' | 'unreachable';

export type Signal = (place: Place, metric: string, at: number) => number | null;

/** Simulated devices, telemetry and time, and processes of the product that can be killed. */
export interface World {
  now: number;
  /** How far the clocks of those who send telemetry are ahead of the product's. */
  sendersAhead: number;
  /** Sets the clock of the product alone by so many milliseconds. */
  setClock(byMs: number): void;
  devices: Map<string, FakeDevice>;
  /** Every line that a device took, setup and reading included. */
  lines: { device: string; user: string; line: string }[];
  jobs: { job: string; at: number; key: string; planId: string }[];
  people: Map<string, Person>;
  signal: Signal;
  fate: (device: string, line: string) => Fate;
  /** Called whenever a process has waited. */
  waited: () => Promise<void>;
  incident(): Promise<string>;
  /** Altering lines only: what an operator would call the change. */
  changeLines(): string[];
  process(options?: {
    policy?: unknown;
    topology?: Topology;
    store?: Partial<Store>;
    vendors?: readonly Vendor[];
    monotonic?: () => number;
    /** With one, the product knows of routes. */
    history?: HistoryReader;
    /** Real connections instead of simulated ones. */
    connect?: (options: SshOptions) => Promise<Connection>;
  }): Process;
}

export interface Process {
  changes: Changes;
  policy: Policy;
  /** Resolves when the process was killed. */
  killed: Promise<void>;
  kill(): void;
}

let ids = 0;
let worlds = 0;
const dayMs = 86_400_000;

export function createWorld(store: Store): World {
  const world: World = {
    // Each world has a day of its own, because the change budget looks back over the whole store.
    now: 1_700_000_000_000 + ++worlds * dayMs,
    devices: new Map(),
    lines: [],
    jobs: [],
    people: new Map(['U-ANN', 'U-BOB', 'U-CAT'].map((id) => [id, person(id)])),
    sendersAhead: 0,
    setClock(byMs) {
      world.now += byMs;
      world.sendersAhead -= byMs;
    },
    signal: () => null,
    fate: () => 'arrives',
    waited: async () => {},
    changeLines: () =>
      world.lines
        .filter(({ line }) => /^(no )?(ip ospf cost|max-metric)|^process/.test(line))
        .map(({ device, line }) => `${device}: ${line}`),
    async incident() {
      const incident: Incident = {
        id: `incident-${++ids}`,
        state: 'open',
        severity: 'major',
        openedAt: world.now,
        lastAnomalyAt: world.now,
        resolvedAt: null,
        place: { device: 'Router-A', interface: 'eth1' },
        places: [],
        anomalies: 1,
        verdict: null,
        owner: null,
      };
      await store.incidents.insert(incident);
      return incident.id;
    },
    process: (options = {}) => startProcess(world, store, options),
  };
  for (const { name } of labTopology().devices) world.devices.set(name, fakeDevice(name));
  return world;
}

function startProcess(world: World, real: Store, options: NonNullable<Parameters<World['process']>[0]>): Process {
  const { topology = labTopology(), vendors, monotonic } = options;
  let dead = false;
  let kill = () => {};
  const killed = new Promise<void>((done) => {
    kill = () => {
      dead = true;
      done();
    };
  });
  const mortal = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, key) {
        const value = target[key as keyof T] as unknown;
        if (typeof value === 'function')
          return (...given: unknown[]) => (dead ? new Promise(() => {}) : value.apply(target, given));
        return typeof value === 'object' && value !== null ? mortal(value) : value;
      },
    });
  const store: Store = mortal({ ...real, withLock: processLocks(), ...options.store });
  const connect = async ({ target, credential, login }: SshOptions): Promise<Connection> => {
    const device = world.devices.get(target.device)!;
    if (world.fate(device.name, '(connect)') === 'unreachable') {
      throw new NocturneError('device-unreachable', `${device.name} can't be reached`, { retryable: true });
    }
    const terminal = device.open(login.channel);
    return {
      open: false,
      close: () => {},
      async run(line) {
        const fate = world.fate(device.name, line);
        if (fate === 'crash-before') {
          kill();
          return new Promise(() => {});
        }
        const lost = new NocturneError('session-lost', 'The device closed the session', { retryable: true });
        if (fate === 'lost-before') throw lost;
        world.lines.push({ device: device.name, user: credential.username, line });
        const said = terminal(line);
        if (fate === 'lost-after') throw lost;
        const { text, prompt } = typeof said === 'string' ? { text: said, prompt: '' } : said;
        const status = text.startsWith('% ') ? 1 : 0;
        if (fate === 'arrives') return { text, prompt, exitStatus: login.channel === 'exec' ? status : null };
        kill();
        return new Promise(() => {});
      },
    };
  };
  const clock = () => world.now;
  const account = (username: string) => ({ username, password: 'secret' });
  const config = {
    ...configFileSchema.parse({ policy: options.policy ?? acting }),
    accounts: { read: account('reader'), change: account('netops'), operator: account('svc') },
  };
  const { changes } = composeActing(config, {
    ...{ store, topology, vendors, playbooks, monotonic, clock, log: silentLog },
    ...(options.history && { history: options.history }),
    connect: options.connect ?? connect,
    metrics: metricsOf(world),
    people: async (id) => world.people.get(id),
    sleep: async (ms) => {
      world.now += ms;
      await new Promise((soon) => setTimeout(soon, 1));
      if (!dead) await world.waited();
      if (dead) return new Promise(() => {});
    },
    // Of what was made in the same millisecond, what came later has the greater id.
    newId: (prefix) => `${prefix}-${String(++ids).padStart(6, '0')}`,
    later: {
      async later(job, payload, { at, key }) {
        world.jobs.push({ job, at, key, planId: String(payload.planId) });
      },
    },
  });
  return { changes, policy: config.policy, killed, kill };
}

function processLocks(): Store['withLock'] {
  const held = new Set<string>();
  return async (name, work) => {
    if (held.has(name)) return undefined;
    held.add(name);
    try {
      return { value: await work(new AbortController().signal) };
    } finally {
      held.delete(name);
    }
  };
}

/** One sample a second. */
function metricsOf(world: World): MetricReader {
  return {
    values(place, metric, from, to) {
      const points = [];
      const last = Math.min(to, world.now + world.sendersAhead);
      for (let at = Math.ceil(from / 1000) * 1000; at <= last; at += 1000) {
        const value = world.signal(place, metric, at);
        if (value !== null) points.push({ at, value });
      }
      return points;
    },
    metricsAt: () => [],
    lastHeard: () => world.now,
  };
}
