import type { FaultInput, NetworkSpec } from '../spec.ts';
import { parseFault } from '../spec.ts';
import type { Convergence, NetworkEvent } from './convergence.ts';
import { converge, reportChanges, unconverged } from './convergence.ts';
import { createDeviceDynamics, fullMemoryPct } from './device-dynamics.ts';
import type { DeviceState } from './device-state.ts';
import { createDeviceState, leakedMb, restartMs } from './device-state.ts';
import type { ActiveFault } from './faults.ts';
import { faultLevel, isDeviceDown, isSilent, linkImpairment } from './faults.ts';
import type { LinkState } from './link-dynamics.ts';
import { createLinkDynamics } from './link-dynamics.ts';
import type { ProbeReading } from './probe.ts';
import { directionOf, linkRoundTrip, readProbe, roundTrip, worstOf } from './probe.ts';
import { nominalMemoryMb } from './processes.ts';
import { createRandom } from './random.ts';
import type { Edge } from './routing.ts';
import { walkPath } from './routing.ts';
import { carry, createFlows, directionKey, sendingShare } from './traffic.ts';

export interface InterfaceReading extends ProbeReading {
  interface: string;
  bandwidthMbps: number;
  throughputMbps: number;
  errorRatePct: number;
  operUp: boolean;
}

/** One device in one second. A silent device measures as ever but nobody hears it. */
export interface DeviceReading {
  device: string;
  silent: boolean;
  cpuPct: number;
  memoryPct: number;
  service: ProbeReading;
  interfaces: InterfaceReading[];
}

export interface WorldReading {
  at: number;
  devices: DeviceReading[];
}

export interface World {
  spec: NetworkSpec;
  devices: ReadonlyMap<string, DeviceState>;
  links: ReadonlyMap<string, LinkState>;
  /** Simulates the second that ends at `now`. */
  step(now: number): WorldReading;
  /** To be called after a configuration changed; the next packet takes the new way. */
  reconverge(now: number): void;
  network(): Convergence;
  path(from: string, to: string): Edge[] | null;
  inject(fault: FaultInput, now: number): ActiveFault;
  faults(): readonly ActiveFault[];
  endFault(id: number, now: number): void;
  /** Ends every fault and what it left behind (leaked memory too). */
  clear(now: number): void;
  isDown(device: string): boolean;
  restartProcess(device: string, process: string, now: number): boolean;
  killProcess(device: string, pid: number, now: number): boolean;
  /** A harmless surge: `size` is a share of the link's capacity or percentage points of CPU. */
  burst(place: { link: string } | { device: string }, size: number, seconds: number): void;
  /** Log lines since the last call. */
  drainEvents(): NetworkEvent[];
}

const drainedShare = 0.4;

/** The network as a function of its description, a seed, and what is done to it. Nothing in it reads a clock or a file. */
export function createWorld(spec: NetworkSpec, seed: number): World {
  const random = createRandom(seed);
  const devices = new Map(Object.keys(spec.devices).map((name) => [name, createDeviceState(spec, name)]));
  const deviceDynamics = new Map(
    Object.entries(spec.devices).map(([name, own]) => [name, createDeviceDynamics(own, random.fork(`device ${name}`))]),
  );
  const linkDynamics = new Map(
    spec.links.map((link) => [link.name, createLinkDynamics(link, random.fork(`link ${link.name}`))]),
  );
  const probeRandom = new Map(Object.keys(spec.devices).map((name) => [name, random.fork(`probe ${name}`)]));
  const flows = createFlows(spec, random.fork('flows'));
  const links = new Map<string, LinkState>();
  let faults: ActiveFault[] = [];
  let lastFaultId = 0;
  let net = unconverged;
  let events: NetworkEvent[] = [];

  const device = (name: string) => {
    const found = devices.get(name);
    if (!found) throw new Error(`Unknown device ${name}`);
    return found;
  };
  const isDown = (name: string) => isDeviceDown(faults, name);
  const path = (from: string, to: string) => walkPath(net.tables, from, to);

  function reconverge(now: number): void {
    const isBroken = (link: { name: string }) => linkImpairment(faults, link.name, now).down;
    const after = converge({ spec, devices, isBroken, isDown, before: net, now });
    events.push(...reportChanges(spec, devices, net, after));
    net = after;
  }

  function tripBetween(from: string, to: string) {
    const there = path(from, to);
    const back = path(to, from);
    return there && back ? roundTrip({ there, back, links, devices }) : null;
  }

  function moveTraffic() {
    const laid = flows.map((flow) => {
      const way = path(flow.from, flow.to);
      const trip = links.size > 0 ? tripBetween(flow.from, flow.to) : null;
      const quietMs = 2 * (way ?? []).reduce((sum, edge) => sum + edge.link.delayMs, 0);
      const share = trip ? sendingShare(trip.lossShare, Math.max(0, trip.rttMs - quietMs)) : 1;
      return { path: way, demand: flow.demandMbps(), share };
    });
    const wanted = carry(laid.map((flow) => ({ path: flow.path, mbps: flow.demand })));
    const sent = carry(laid.map((flow) => ({ path: flow.path, mbps: flow.demand * flow.share })));
    return { sent, wantedTransit: wanted.transit };
  }

  function stepLinks(byDirection: Map<string, number>, now: number): void {
    for (const link of spec.links) {
      const offered = (sender: string) => byDirection.get(directionKey(link.name, sender)) ?? 0;
      const state = linkDynamics.get(link.name)?.step({
        up: net.linkUp.has(link.name),
        impairment: linkImpairment(faults, link.name, now),
        offeredMbps: { aToB: offered(link.a.device), bToA: offered(link.b.device) },
      });
      if (state) links.set(link.name, state);
    }
  }

  /** A hog lives on the traffic that the device forwards for others: less transit, less load. */
  function hogOf(state: DeviceState, wantedTransit: Map<string, number>, now: number) {
    const transit = wantedTransit.get(state.name) ?? 0;
    let pct = 0;
    let process = '';
    for (const fault of faults.filter(({ spec: own }) => own.kind === 'cpu' && own.device === state.name)) {
      if (fault.transitMbpsAtStart < 0) fault.transitMbpsAtStart = transit;
      const share =
        fault.transitMbpsAtStart > 1 ? Math.min(1.15, Math.max(0.08, transit / fault.transitMbpsAtStart)) : 1;
      pct += fault.spec.magnitude * faultLevel(fault, now) * share;
      process = fault.spec.process ?? 'telemetryd';
      fault.drainedSince = share < drainedShare ? (fault.drainedSince ?? now) : null;
    }
    return { pct, process };
  }

  function leak(state: DeviceState, now: number): void {
    for (const fault of faults) {
      if (fault.spec.kind !== 'memory' || fault.spec.device !== state.name || isDown(state.name)) continue;
      const process = fault.spec.process ?? 'ospfd';
      const roomMb = ((fullMemoryPct - state.spec.memoryPct) / 100) * nominalMemoryMb - leakedMb(state);
      const grown = Math.min(Math.max(0, roomMb), fault.spec.magnitude * faultLevel(fault, now));
      state.leaks.set(process, (state.leaks.get(process) ?? 0) + grown);
    }
  }

  function readDevice(state: DeviceState): DeviceReading {
    const own = probeRandom.get(state.name) ?? random;
    const service = worstOf(state.spec.probes.map((target) => readProbe(tripBetween(state.name, target), own)));
    const ports = spec.links.flatMap((link) =>
      [link.a, link.b].filter((end) => end.device === state.name).map((end) => ({ link, end })),
    );
    const interfaces = ports.map(({ link, end }): InterfaceReading => {
      const now = links.get(link.name) as LinkState;
      const sending = directionOf(now, state.name);
      const receiving = now.link.a.device === state.name ? now.bToA : now.aToB;
      return {
        interface: end.interface,
        ...readProbe(now.up ? linkRoundTrip(now) : null, own),
        bandwidthMbps: link.capacityMbps,
        throughputMbps: sending.throughputMbps,
        errorRatePct: receiving.errorPct,
        operUp: now.up,
      };
    });
    return { device: state.name, silent: isSilent(faults, state.name), ...state.load, service, interfaces };
  }

  function endFault(id: number, now: number): void {
    faults = faults.filter((fault) => fault.id !== id);
    reconverge(now);
  }

  function endProcessFaults(name: string, process: string, now: number): void {
    for (const fault of faults) {
      const owner = fault.spec.process ?? (fault.spec.kind === 'memory' ? 'ospfd' : 'telemetryd');
      const mine = fault.spec.device === name && owner === process;
      if (mine && (fault.spec.kind === 'memory' || fault.spec.kind === 'cpu')) endFault(fault.id, now);
    }
    device(name).leaks.delete(process);
  }

  return {
    spec,
    devices,
    links,
    network: () => net,
    path,
    isDown,
    reconverge,
    endFault,
    faults: () => faults,
    step: (now) => {
      if (net.at === 0 || hasReturned(devices, net.at, now)) reconverge(now);
      const { sent, wantedTransit } = moveTraffic();
      stepLinks(sent.byDirection, now);
      for (const state of devices.values()) {
        leak(state, now);
        state.hog = hogOf(state, wantedTransit, now);
        const forwardedMbps = sent.transit.get(state.name) ?? 0;
        const dynamics = deviceDynamics.get(state.name);
        if (dynamics) state.load = dynamics.step({ forwardedMbps, hogPct: state.hog.pct, leakedMb: leakedMb(state) });
      }
      for (const fault of faults) {
        const heals = fault.spec.healAfterDrainSeconds;
        if (heals && fault.drainedSince !== null && now - fault.drainedSince >= heals * 1000) endFault(fault.id, now);
      }
      return { at: now, devices: [...devices.values()].map(readDevice) };
    },
    inject: (input, now) => {
      lastFaultId += 1;
      const fault = {
        id: lastFaultId,
        spec: parseFault(spec, input),
        startedAt: now,
        transitMbpsAtStart: -1,
        drainedSince: null,
      };
      faults = [...faults, fault];
      reconverge(now);
      return fault;
    },
    clear: (now) => {
      faults = [];
      for (const state of devices.values()) state.leaks.clear();
      reconverge(now);
    },
    restartProcess: (name, process, now) => {
      const restarted = device(name).processes.restart(process);
      if (!restarted) return false;
      endProcessFaults(name, process, now);
      const downMs = restartMs[process];
      if (downMs) device(name).daemonDownUntil.set(process, now + downMs);
      reconverge(now);
      return true;
    },
    killProcess: (name, pid, now) => {
      const victim = device(name).processes.kill(pid);
      if (victim) endProcessFaults(name, victim.name, now);
      // watchfrr and the init process bring routing processes back; a hog stays away.
      if (victim && victim.weight > 0) device(name).processes.start(victim.name);
      if (victim && restartMs[victim.name])
        device(name).daemonDownUntil.set(victim.name, now + (restartMs[victim.name] ?? 0));
      reconverge(now);
      return Boolean(victim);
    },
    burst: (place, size, seconds) => {
      const dynamics = 'link' in place ? linkDynamics.get(place.link) : deviceDynamics.get(place.device);
      dynamics?.burst.start(size, seconds);
    },
    drainEvents: () => {
      const drained = events;
      events = [];
      return drained;
    },
  };
}

/** Whether a restarted process came back since routes were last computed. */
function hasReturned(devices: ReadonlyMap<string, DeviceState>, since: number, now: number): boolean {
  return [...devices.values()].some((state) =>
    [...state.daemonDownUntil.values()].some((until) => until > since && until <= now),
  );
}
