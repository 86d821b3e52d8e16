import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openRecordedDevice } from '../../../bench/plans/recorded-device.ts';
import { composeActing } from '../../../src/app/compose/acting.ts';
import type { Changes } from '../../../src/changes/changes.ts';
import { loadPlaybooks } from '../../../src/changes/playbooks.ts';
import { configFileSchema } from '../../../src/config.ts';
import type { Topology } from '../../../src/domain/device.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { MetricReader } from '../../../src/domain/metric-reader.ts';
import type { Place } from '../../../src/domain/place.ts';
import { NocturneError } from '../../../src/errors.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { findCommand, type Vendor } from '../../../src/network/vendor.ts';
import type { Store } from '../../../src/store/store.ts';
import { createMemoryStore } from '../memory-store.ts';
import { silentLog } from '../world.ts';

export const playbooks = loadPlaybooks(resolve(import.meta.dirname, '../../../playbooks'));

/** What a device does with a line that it is sent. */
export type Fate = 'takes' | 'refuses' | 'loses';
/** The value of the metric at a place; null for silence. `changed` says that every line of the change was sent. */
export type Signal = (place: Place, changed: boolean) => number | null;

/** Two routers and a switch of one vendor that answer as recorded and take whatever they are sent, with telemetry and time made up. */
export interface ClaimWorld {
  now: number;
  openedAt: number;
  store: Store;
  changes: Changes;
  topology: Topology;
  metrics: MetricReader;
  incident: Incident;
  /** By device and line. */
  fate: (device: string, line: string) => Fate;
  /** Whether somebody else altered the configurations. */
  tampered: boolean;
  signal: Signal;
}

const openedAt = Date.UTC(2026, 10, 2, 14, 3);

export function createClaimWorld(
  vendor: Vendor,
  options: { timer: boolean; playbook: string; cause: Incident['verdict'] },
): ClaimWorld {
  const recorded = openRecordedDevice(vendor);
  const { port } = recorded;
  const store = createMemoryStore();
  const topology = parseTopology(topologyText(vendor.id, port));
  const place: Place = { device: 'Router-A', interface: port };
  let ids = 0;
  let changedAt: number | null = null;
  const incident: Incident = {
    ...{ id: 'INC-1', state: 'open', severity: 'major', place, places: [place], anomalies: 9, verdict: options.cause },
    ...{ openedAt, lastAnomalyAt: openedAt + 20_000, resolvedAt: null, owner: null },
  };
  const world = {
    now: openedAt + 20_000,
    openedAt,
    store,
    topology,
    incident,
    tampered: false,
  } as unknown as ClaimWorld;
  const clock = () => world.now;
  world.fate = () => 'takes';
  world.signal = () => null;
  const metrics: MetricReader = {
    values(at, metric, from, to) {
      const points = [];
      for (
        let t = Math.max(Math.ceil(from / 1000) * 1000, openedAt - 120_000);
        t <= Math.min(to, world.now);
        t += 1000
      ) {
        const wanted = playbooks.find(({ id }) => id === options.playbook)?.expect?.metric;
        const value =
          metric !== wanted ? null : t < openedAt ? usual(at) : world.signal(at, changedAt !== null && t > changedAt);
        if (value !== null) points.push({ at: t, value });
      }
      return points;
    },
    metricsAt: () => [],
    lastHeard: clock,
  };
  world.metrics = metrics;
  const account = { username: 'netops', password: 'none' };
  const policy = {
    ...{ mode: 'act', approvers: { users: ['U0APPROV1', 'U0APPROV2'], groups: [] } },
    ...{ revertTimer: options.timer ? 'always' : 'management-path', revertTimerSeconds: 90 },
    breakGlass: { users: ['U0APPROV1'], channel: 'C2' },
  };
  const config = {
    ...configFileSchema.parse({ policy }),
    accounts: { read: account, change: account, operator: account },
  };
  const { changes } = composeActing(config, {
    ...{ store, topology, playbooks, metrics, log: silentLog, clock },
    connect: async ({ target, login }) => ({
      open: true,
      close: () => undefined,
      async run(line) {
        const said = (text: string, exitStatus = 0) => {
          return { text, prompt: '', exitStatus: login.channel === 'exec' ? exitStatus : null };
        };
        const fate = world.fate(target.device, line);
        if (fate === 'loses')
          throw new NocturneError('session-lost', 'The device closed the session', { retryable: true });
        if (fate === 'refuses') return said(vendor.id === 'junos' ? 'error: syntax error\n' : '% Invalid input\n', 1);
        const reading = answer(vendor, line, { drained: options.playbook === 'end_drain', tampered: world.tampered });
        if (reading !== null) return said(reading);
        const asked = /^show (?:ip )?ospf interface /.test(line) ? await (await recorded.connect()).run(line) : null;
        return asked ?? said(proofOf(line));
      },
    }),
    people: async (id) => ({
      id,
      name: id,
      isBot: false,
      deleted: false,
      restricted: false,
      foreign: false,
      groups: [],
    }),
    async sleep(ms) {
      const sent = await allLines();
      if (changedAt === null && sent.some(({ phase }) => phase === 'change')) changedAt = world.now;
      world.now += Math.max(ms, 1000);
    },
    newId: (prefix) => `${prefix}-${++ids}`,
    later: { later: async () => undefined },
  });
  world.changes = changes;
  const allLines = async () =>
    (await Promise.all((await store.plans.forIncident('INC-1')).map(({ id }) => store.executions.lines(id)))).flat();
  return world;
}

/** What is usual at a place: no round numbers, so that rounding shows. */
export const usual = ({ device }: Place) => (device === 'Switch-1' ? 9.3377 : 4.1234);

function topologyText(platform: string, port: string): string {
  const device = (id: number, role: string, ports: string[]) =>
    `{ platform: ${platform}, role: ${role}, site: lab, tags: [core], management: { address: 10.255.0.${id} }, interfaces: {${ports.map((name) => `"${name}": {}`).join(', ')}} }`;
  return `devices:
  Router-A: ${device(11, 'router', [port, 'port-2'])}
  Router-B: ${device(12, 'router', [port, 'port-2'])}
  Switch-1: ${device(21, 'switch', ['port-1', 'port-2'])}
links:
  L1: { a: "Router-A:${port}", b: "Router-B:${port}" }
  L2: { a: "Router-A:port-2", b: "Switch-1:port-1" }
  L3: { a: "Switch-1:port-2", b: "Router-B:port-2" }
`;
}

const fixtures = resolve(import.meta.dirname, '../../fixtures/vendors');
const drainedFiles: Record<string, string> = {
  junos: 'show-running-config--overload.txt',
  'ios-xe': 'show-running-config.txt',
};

/** What was recorded for a line that reads; nothing for one that alters. */
function answer(
  vendor: Vendor,
  line: string,
  { drained, tampered }: { drained: boolean; tampered: boolean },
): string | null {
  const read = (file: string) => readFileSync(resolve(fixtures, vendor.id, file), 'utf8');
  if (line === findCommand(vendor, vendor.snapshot.command)?.line) {
    const text = drained
      ? read(drainedFiles[vendor.id] ?? 'show-running-config--drained.txt')
      : read('show-running-config.txt').replace(/^ *max-metric router-lsa.*\n/m, '');
    const more = vendor.id === 'junos' ? 'snmp {\n    location elsewhere;\n}\n' : 'snmp-server location elsewhere\n';
    return tampered ? `${text}${more}` : text;
  }
  if (line === findCommand(vendor, 'show-processes-memory')?.line) return read('show-processes-memory.txt');
  if (line === findCommand(vendor, 'read-free-session')?.line) return read('show-configuration-sessions.txt');
  return null;
}

/** What a device says to show that it has done a line that alters. */
function proofOf(line: string): string {
  const revert = /^revert-in (\d+)/.exec(line);
  if (revert) return `revert to nocturne in ${revert[1]} s\n`;
  if (line.startsWith('copy-running')) return 'saved nocturne, 40 lines\n';
  if (line === 'revert-cancel') return 'revert to nocturne cancelled\n';
  if (/^configure terminal/.test(line)) return 'Enter configuration commands, one per line.  End with CNTL/Z.\n';
  return /^commit(?: confirmed \d+)?$/.test(line) ? 'commit complete\n' : '';
}
