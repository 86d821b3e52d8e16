import { setTimeout as wait } from 'node:timers/promises';
import { bare } from '../../demo/lab/lab-spec.ts';
import { inNetwork, run } from '../../demo/lab/network/run.ts';
import { parsePortCounters } from '../../demo/lab/telemetry/port-counters.ts';
import { startPings } from '../../demo/lab/telemetry/start-pings.ts';
import type { NetworkSpec } from '../../demo/network/spec.ts';
import { NocturneError } from '../../src/errors.ts';
import { median } from '../../src/foundation/median.ts';
import type { PathGraph } from '../../src/network/paths/path-graph.ts';
import type { Observed } from './judged-changes.ts';

/** Sees what the devices of the lab carry: the kernel's own counters of their ports, and pings over links and between loopbacks. */
export interface LabObserver {
  observe(graph: PathGraph, seconds: number, signal: AbortSignal): Promise<Observed>;
  close(): void;
}

/** Begins to ping at once. `ends` are the devices between whose loopbacks round trips are taken. */
export function createLabObserver(spec: NetworkSpec, ends: readonly string[]): LabObserver {
  const answers = new Map<string, number[]>();
  const hear = (from: string) => (target: string, rttMs: number) => answers.get(`${from}>${target}`)?.push(rttMs);
  const devices = Object.keys(spec.devices);
  const far = (device: string) =>
    spec.links.flatMap(({ a, b }) => (a.device === device ? [b] : b.device === device ? [a] : []));
  const pings = devices.flatMap((device) => {
    const later = ends.filter((end) => end > device).map((end) => spec.devices[end]!.routerId);
    const source = spec.devices[device]!.routerId;
    const neighbours = startPings(
      device,
      far(device).map(({ address }) => bare(address)),
      { hear: hear(device) },
    );
    if (!ends.includes(device) || later.length === 0) return [neighbours];
    return [neighbours, startPings(device, later, { source, hear: hear(device) })];
  });
  const middle = (key: string) => median(answers.get(key) ?? []);

  return {
    async observe({ edges }, seconds, signal) {
      const pairs = ends.flatMap((from) => ends.filter((to) => to > from).map((to) => [from, to] as const));
      const tripKey = (from: string, to: string) => `${from}>${spec.devices[to]!.routerId}`;
      const linkKeys = edges.map(({ link, from }) => {
        const { a, b } = spec.links.find(({ name }) => name === link)!;
        return `${from.device}>${bare((a.device === from.device ? b : a).address)}`;
      });
      answers.clear();
      for (const key of [...linkKeys, ...pairs.map(([from, to]) => tripKey(from, to))]) answers.set(key, []);
      const before = await readCounters(devices);
      await wait(seconds * 1000, null, { signal });
      const after = await readCounters(devices);
      const throughputMbps = edges.map(({ from: { device, interface: name } }) => {
        const [first, last] = [before.get(device)!, after.get(device)!];
        return ((last.ports[name]!.sentBytes - first.ports[name]!.sentBytes) * 8) / 1e3 / (last.at - first.at);
      });
      const trips = pairs.map(([from, to]) => {
        const trip = middle(tripKey(from, to));
        if (trip === null) throw new NocturneError('lab-failed', `${from} does not reach ${to}`);
        return [`${from}>${to}`, trip] as const;
      });
      return { throughputMbps, roundTripMs: linkKeys.map(middle), trips: new Map(trips) };
    },
    close() {
      for (const each of pings) each.close();
    },
  };
}

/** The counters of every device, with the moment at which each was read. */
async function readCounters(devices: readonly string[]) {
  const read = devices.map(async (device) => {
    const text = await run(inNetwork(device, ['cat', '/proc/uptime', '/proc/net/dev']));
    const [uptime = '', ...lines] = text.split('\n');
    return [device, { at: Number(uptime.split(' ')[0]) * 1000, ports: parsePortCounters(lines.join('\n')) }] as const;
  });
  return new Map(await Promise.all(read));
}
