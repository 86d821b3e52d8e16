import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { Anomaly, Verdict } from '../domain/incident.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';
import { createHeardDevices } from './heard-devices.ts';
import { deviceDown, linkDown, telemetrySilent, undecided, type Witnesses } from './presence-verdicts.ts';

/** 1 while an interface works, 0 while it does not. */
const operUp = 'oper_up';

/** Seconds since the last reading of a device. Nobody sends it; it stands in anomalies only. */
export const silentSeconds = 'silent_seconds';

/** What rules see beside the models: an interface that is down, and a device that sends nothing. They need no training. */
export interface Presence {
  /** Takes one delivery, and of that the devices of the inventory. Answers with anomalies only. */
  observe(samples: readonly Sample[]): Anomaly[];
  /** A device sent something that can't be used, because its clock is wrong: it is not silent. */
  arrived(device: string): void;
  /** Looks for silent devices when no samples come at all. To be called every few seconds. */
  check(): Anomaly[];
  /** What is certain about these places now; null when nothing is. */
  classify(places: readonly Place[]): Verdict | null;
}

interface PortState {
  place: Place;
  at: number;
  arrivedAt: number;
  up: boolean;
  /** Sample time of the first reading of its present state, and when that came. */
  since: number;
  sinceArrival: number;
  /** Readings in a row that were older than the last one: its clock was set back. */
  older: number;
  /** It worked once. A port that never did is not in use and wakes nobody. */
  used: boolean;
}

/** So many readings in a row that are older than the last one are no late delivery. */
const olderReadings = 5;
/** What a device sent before a port next to it went down may arrive so much later. */
const lateArrivalMs = 15_000;

/** Deviations of an interface that is down: a lot, whatever the usual deviation. */
const downDeviation = -20;

/** `usual` is what the models learned to be usual at a place; after a restart it tells that a port which is down was in use. */
export function createPresence(deps: {
  topology: Topology;
  usual(place: Place, metric: string): number | undefined;
  clock: Clock;
}): Presence {
  const { topology } = deps;
  const ports = new Map<string, PortState>();
  const devices = createHeardDevices(deps.clock);
  const inventory = new Set(topology.devices.map(({ name }) => name));
  const now = createSteadyClock(deps.clock);

  function takePort({ device, interface: name, at, value }: Sample): void {
    const place = { device, interface: name };
    const known = ports.get(placeKey(place));
    const up = value > 0;
    const used = known?.used || up || (deps.usual(place, operUp) ?? 0) > 0.5;
    const older = known && at < known.at ? known.older + 1 : 0;
    if (known && older > 0 && older < olderReadings) known.older = older;
    else {
      const stays = known?.up === up && older === 0;
      const [since, sinceArrival] = stays ? [known.since, known.sinceArrival] : [at, now()];
      ports.set(placeKey(place), { place, at, arrivedAt: now(), up, since, sinceArrival, used, older: 0 });
    }
  }

  const isDown = (place: Place) => {
    const port = ports.get(placeKey(place));
    return Boolean(port?.used && !port.up) && !devices.isSilent(place.device);
  };

  /**
   * Whether the device at the other end sent nothing since this port went down: then it may be the device and not the link. Its clock may
   * be behind, so what came later counts as well.
   */
  function mayBeGone(place: Place): boolean {
    const far = otherEnd(topology, place);
    const heardAt = far && devices.lastHeard(far.device);
    if (heardAt === undefined || devices.isSilent(far!.device)) return false;
    const { since, sinceArrival } = ports.get(placeKey(place))!;
    return heardAt <= since && devices.lastArrival(far!.device)! <= sinceArrival + lateArrivalMs;
  }

  /** What the neighbours saw of a device after its last word. */
  function witnesses(device: string): Witnesses {
    const since = devices.lastHeard(device) ?? Number.NEGATIVE_INFINITY;
    const lastArrival = devices.lastArrival(device) ?? Number.NEGATIVE_INFINITY;
    const seen: Witnesses = { up: 0, down: 0 };
    for (const link of topology.links) {
      const far = link.a.device === device ? link.b : link.b.device === device ? link.a : undefined;
      const port = far && far.device !== device ? ports.get(placeKey(far)) : undefined;
      const isLater = port && (port.at > since || port.arrivedAt > lastArrival + lateArrivalMs);
      if (!isLater || devices.isSilent(port.place.device)) continue;
      seen[port.up ? 'up' : 'down'] += 1;
    }
    return seen;
  }

  const silentAnomalies = (): Anomaly[] =>
    devices.takeSilent().map(({ device, at, silentMs, intervalMs }) => {
      const [value, expected] = [Math.round(silentMs / 1000), intervalMs / 1000];
      const metrics = [{ metric: silentSeconds, value, expected, deviation: value / Math.max(1, expected) }];
      return { at, place: { device, interface: null }, score: 0.999, metrics, detector: 'rule: no readings' };
    });

  return {
    observe(samples) {
      const down: Anomaly[] = [];
      // Senders may write any name; what the inventory does not hold is neither missed nor down.
      const ours = samples.filter(({ device }) => inventory.has(device));
      devices.hear(ours);
      for (const sample of ours) {
        if (sample.metric !== operUp || sample.interface === null) continue;
        takePort(sample);
        const { device, interface: name, at, value } = sample;
        const place = { device, interface: name };
        if (value > 0 || !ports.get(placeKey(place))!.used) continue;
        const metrics = [{ metric: operUp, value, expected: 1, deviation: downDeviation }];
        down.push({ at, place, score: 0.999, metrics, detector: 'rule: interface down' });
      }
      return [...down, ...silentAnomalies()];
    },
    arrived: devices.arrived,
    check: silentAnomalies,
    classify(places) {
      const downPorts = places.filter((place) => place.interface !== null && isDown(place));
      const named = [...places, ...downPorts.flatMap((place) => otherEnd(topology, place) ?? [])];
      const silent = [...new Set(named.map(({ device }) => device))].filter((device) => devices.isSilent(device));
      const gone = silent
        .map((device) => ({ device, seen: witnesses(device) }))
        .filter(({ seen }) => seen.down > 0 && seen.up === 0)
        .sort((a, b) => b.seen.down - a.seen.down)[0];
      if (gone) return deviceDown(gone.device, gone.seen);
      if (downPorts.length > 0) {
        const told = downPorts.find((place) => !mayBeGone(place));
        return told ? linkDown(told) : undecided(downPorts[0]!);
      }
      const onlySilence = places.length > 0 && places.every(({ device }) => devices.isSilent(device));
      return onlySilence ? telemetrySilent(places[0]!.device, witnesses(places[0]!.device)) : null;
    },
  };
}
