import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LoggedCommand, readCommands, toCommand } from './logged-command.ts';
import type { Network, NetworkDevice } from './network.ts';
import type { FaultSpec, NetworkSpec } from './spec.ts';
import { causeOfFault, faultPlaces } from './spec.ts';
import type { Accounts } from './ssh/accounts.ts';
import type { DeviceLogEntry } from './ssh/device-log.ts';
import { openDeviceLog } from './ssh/device-log.ts';
import { createDeviceLogin } from './ssh/device-login.ts';
import { loadHostKey } from './ssh/host-key.ts';
import type { SshDevice } from './ssh/server.ts';
import { serveDevice } from './ssh/server.ts';
import { formatReading } from './telemetry/line-protocol.ts';
import { createTelemetrySender } from './telemetry/sender.ts';
import { renderTopology } from './topology-file.ts';
import { initialConfig } from './world/device-config.ts';
import { createRandom } from './world/random.ts';
import type { WorldReading } from './world/world.ts';
import { createWorld } from './world/world.ts';

export interface NetworkOptions {
  spec: NetworkSpec;
  /** Host keys are kept here. */
  stateDir: string;
  /** `<device>.log` files are appended to here. */
  logDir: string;
  /** Base address of the product's ingest endpoint. */
  ingestUrl: string;
  token: string;
  accounts: Accounts;
  seed: number;
  clock?: () => number;
  /** Also appends all telemetry to this file, as line protocol. */
  samplesTo?: string;
}

const uptimeMs = 9.3 * 86_400_000;

/** Runs the simulated network in real time: a step, and a push of telemetry by each device, every second; an SSH server per device. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { spec, clock = Date.now } = options;
  const world = createWorld(spec, options.seed);
  const random = createRandom(options.seed).fork('sessions');
  const names = Object.keys(spec.devices);
  const listeners = new Set<(command: LoggedCommand) => void>();
  const tellOf = (device: string) => (entry: DeviceLogEntry) => {
    for (const listener of listeners) listener(toCommand(device, entry));
  };
  const logs = new Map(names.map((name) => [name, openDeviceLog(options.logDir, name, tellOf(name))]));
  const senders = new Map(names.map((name) => [name, createTelemetrySender(options)]));
  const samples = options.samplesTo === undefined ? null : openForAppend(options.samplesTo);
  const servers = new Map<string, SshDevice>();
  const devices: NetworkDevice[] = [];
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let last: WorldReading | null = null;
  let faultAt: number | null = null;
  // Logs outlive a run, so session ids must differ between runs.
  const bootId = Math.floor(clock()).toString(36);
  let sessions = 0;

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  };

  function second(): void {
    last = world.step(clock());
    for (const reading of last.devices) {
      const lines = formatReading(reading, last.at);
      senders.get(reading.device)?.push(lines);
      if (samples !== null && lines.length > 0) writeSync(samples, `${lines.join('\n')}\n`);
    }
    world.drainEvents();
  }

  // The network has been up for days, so a fresh adjacency means something.
  world.reconverge(clock() - uptimeMs);
  for (const [name, log] of logs) {
    const hostKey = loadHostKey(join(options.stateDir, 'host-keys'), name);
    const device = world.devices.get(name);
    if (!device) continue;
    const login = createDeviceLogin({ world, device, clock, random: random.fork(name) }, log, later);
    const newSessionId = () => {
      sessions += 1;
      return `${bootId}-${sessions}`;
    };
    const server = await serveDevice({ accounts: options.accounts, hostKey, login, newSessionId });
    servers.set(name, server);
    const { platform, role } = device.spec;
    devices.push({ name, platform, role, address: server.address, port: server.port, hostKey: hostKey.publicKey });
  }
  second();
  const ticker = setInterval(second, 1000);

  return {
    devices,
    world,
    topology: () =>
      renderTopology(
        spec,
        new Map(devices.map(({ name, address, port, hostKey }) => [name, { address, port, hostKey }])),
      ),
    inject: (faultOrScenario) => {
      const input = typeof faultOrScenario === 'string' ? scenarioFault(spec, faultOrScenario) : faultOrScenario;
      const { spec: fault, startedAt } = world.inject(input, clock());
      faultAt = startedAt;
      if (fault.kind === 'device-down') servers.get(fault.device ?? '')?.dropAll();
      return { fault, startedAt, cause: causeOfFault[fault.kind], places: faultPlaces(spec, fault) };
    },
    clear: () => world.clear(clock()),
    putBack: () => {
      for (const state of world.devices.values()) {
        state.config = initialConfig(spec, state.name);
        state.startup = initialConfig(spec, state.name);
      }
      world.clear(clock());
    },
    faultStartedAt: () => faultAt,
    lastReading: () => last,
    serviceMetric: (name) => {
      const reading = last?.devices.find((device) => device.device === name);
      return last && reading ? { at: last.at, ...reading.service } : null;
    },
    commandsOnDevice: ({ since } = {}) => readCommands(logs, since === undefined ? 0 : new Date(since).getTime()),
    onCommand: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closeSessions: (name) => servers.get(name)?.closeChannels(),
    close: async () => {
      clearInterval(ticker);
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...senders.values()].map((sender) => sender.close(200)));
      await Promise.all([...servers.values()].map((server) => server.close()));
      if (samples !== null) closeSync(samples);
    },
  };
}

function scenarioFault(spec: NetworkSpec, name: string): FaultSpec {
  const scenario = spec.scenarios[name];
  if (!scenario) throw new Error(`Unknown scenario ${name}; known are ${Object.keys(spec.scenarios).join(', ')}`);
  return scenario.fault;
}

function openForAppend(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a');
}
