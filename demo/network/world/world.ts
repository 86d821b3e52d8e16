import type { FaultInput, NetworkSpec } from '../spec.ts';
import { parseFault } from '../spec.ts';
import type { Convergence, NetworkEvent } from './convergence.ts';
import { converge, reportChanges, unconverged } from './convergence.ts';
import { createDeviceDynamics } from './device-dynamics.ts';
import type { DeviceState } from './device-state.ts';
import { createDeviceState, leakedMb, restartMs } from './device-state.ts';
import type { ActiveFault } from './faults.ts';
import { growLeaks, hasHealed, hogOf, isDeviceDown, isFaultOf, isSilent, linkImpairment } from './faults.ts';
import type { LinkState } from './link-dynamics.ts';
import { createLinkDynamics } from './link-dynamics.ts';
import type { DeviceReading, WorldView } from './measure.ts';
import { measureDevice, moveTraffic, tripBetween } from './measure.ts';
import { createRandom } from './random.ts';
import type { Edge } from './routing.ts';
import { walkPath } from './routing.ts';
import { createFlows, directionKey } from './traffic.ts';

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

  const view: WorldView = { spec, devices, links, path, tripBetween: (from, to) => tripBetween(view, from, to) };
  const readDevice = (state: DeviceState) => {
    const silent = isSilent(faults, state.name);
    return measureDevice(view, state, probeRandom.get(state.name) ?? random, { silent });
  };

  function endFault(id: number, now: number): void {
    faults = faults.filter((fault) => fault.id !== id);
    reconverge(now);
  }

  function endProcessFaults(name: string, process: string, now: number): void {
    for (const fault of faults) if (isFaultOf(fault, name, process)) endFault(fault.id, now);
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
      const { sent, wantedTransit } = moveTraffic(view, flows);
      stepLinks(sent.byDirection, now);
      for (const state of devices.values()) {
        if (!isDown(state.name)) growLeaks(state, faults, now);
        state.hog = hogOf(state, faults, wantedTransit.get(state.name) ?? 0, now);
        const forwardedMbps = sent.transit.get(state.name) ?? 0;
        const dynamics = deviceDynamics.get(state.name);
        if (dynamics) state.load = dynamics.step({ forwardedMbps, hogPct: state.hog.pct, leakedMb: leakedMb(state) });
      }
      for (const fault of faults) {
        if (hasHealed(fault, now)) endFault(fault.id, now);
      }
      return { at: now, devices: [...devices.values()].map((state) => readDevice(state)) };
    },
    inject: (input, now) => {
      lastFaultId += 1;
      const fault = {
        id: lastFaultId,
        spec: parseFault(spec, input),
        startedAt: now,
        transitMbpsAtStart: null,
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
