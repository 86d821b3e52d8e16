import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { loadLabSpec } from '../../demo/lab/lab-spec.ts';
import { labFiles } from '../../demo/lab/lab-state.ts';
import { startTraffic, type TrafficDemand, usualTraffic } from '../../demo/lab/network/traffic.ts';
import type { NetworkSpec } from '../../demo/network/spec.ts';
import { NocturneError } from '../../src/errors.ts';
import { createRandom, type Random, randomInt } from '../../src/models/random.ts';
import { readTopology } from '../../src/network/inventory.ts';
import { buildPathGraph } from '../../src/network/paths/path-graph.ts';
import type { Demand } from '../../src/network/paths/traffic-demands.ts';
import { whatIf } from '../../src/network/paths/what-if.ts';
import { type ChangeRun, drawChange, type JudgedChange, judgeChange } from './judged-changes.ts';
import { type LabCosts, openLabCosts } from './lab-costs.ts';
import { createLabObserver } from './lab-observer.ts';
import { changeableLinks, sendingDevices } from './simulated-changes.ts';

export interface LabRun {
  changes: number;
  seed: number;
  /** What is seen is of so many seconds. */
  seconds: number;
  /** Ends the run early; costs are given back first. */
  signal: AbortSignal;
  tell: (line: string) => void;
}

/** OSPF needs about a second to follow a change, and the last packets of the old way as long again. */
const settleMs = 4000;
/** Loopbacks of access points send to each other, beside what the network carries usually. */
const extraDemands = 3;

/**
 * Changes costs in the lab that is up, one after the other, while hosts and loopbacks send at constant rates. Every cost is as it was when this
 * ends, however it ends. @throws NocturneError `lab-down` when there is no lab.
 */
export async function judgeLabChanges({ changes, seed, seconds, signal, tell }: LabRun): Promise<ChangeRun> {
  const spec = loadLabSpec();
  const topology = await readTopology(labFiles.topology).catch((cause: unknown) => {
    throw new NocturneError('lab-down', 'There is no lab that is up', { hint: 'npm run lab -- up', cause });
  });
  const costs = await openLabCosts(topology);
  const ends = topology.links.flatMap(({ a, b }) => [a, b]);
  const now = await readCosts(costs, ends);
  const usual = new Map(now);
  const random = createRandom(seed);
  const traffic = await startTraffic(spec, drawTraffic(spec, random));
  const sending = sendingDevices(spec);
  const observer = createLabObserver(spec, sending);
  const graphNow = () => buildPathGraph(topology, (end) => now.get(keyOf(end)) ?? null);
  const judged: JudgedChange[] = [];
  const loads: number[] = [];
  try {
    await wait(settleMs, null, { signal });
    let earlier: readonly Demand[] = [];
    let before = await observer.observe(graphNow(), seconds, signal);
    while (judged.length < changes) {
      const graph = graphNow();
      const change = drawChange(random, graph, changeableLinks(spec));
      const expected = whatIf({ graph, ends: sending, earlier, ...before }, change);
      earlier = expected.demands;
      const { a, b } = topology.links.find(({ name }) => name === change.link)!;
      for (const end of [a, b]) {
        now.set(keyOf(end), change.cost);
        await costs.change(end, change.cost);
      }
      await wait(settleMs, null, { signal });
      const after = await observer.observe(graph, seconds, signal);
      judged.push(judgeChange(change, { expected, before, after }));
      loads.push(loadavg()[0]!);
      const { loadError, latencyError } = judged.at(-1)!;
      const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
      tell(
        `seed ${seed}: ${change.link} to ${change.cost}: load off by ${percent(loadError)}, latency by ${percent(latencyError)}`,
      );
      before = after;
    }
    if (!traffic.running) throw new NocturneError('lab-failed', 'The traffic ended while it was measured');
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    observer.close();
    traffic.close();
    for (const end of ends)
      if (now.get(keyOf(end)) !== usual.get(keyOf(end))) await costs.change(end, usual.get(keyOf(end))!);
    costs.close();
  }
  return { seed, judged, load: loads.reduce((sum, load) => sum + load, 0) / loads.length };
}

const keyOf = (end: { device: string; interface: string }) => `${end.device}:${end.interface}`;

async function readCosts(costs: LabCosts, ends: readonly { device: string; interface: string }[]) {
  const found = new Map<string, number>();
  for (const end of ends) found.set(keyOf(end), await costs.read(end));
  return found;
}

/** What the network carries usually, each demand at half to one and a half times its rate, and a few between loopbacks. */
function drawTraffic(spec: NetworkSpec, random: Random): TrafficDemand[] {
  const usual = usualTraffic(spec).map((demand) => ({ ...demand, mbps: demand.mbps * (0.5 + random()) }));
  const loopbacks = Object.keys(spec.devices).filter((name) => spec.devices[name]!.role === 'wireless');
  const extra = Array.from({ length: extraDemands }, () => {
    const from = loopbacks[randomInt(random, loopbacks.length)]!;
    const others = loopbacks.filter((name) => name !== from);
    return { ...usual[0]!, from, to: others[randomInt(random, others.length)]!, mbps: 0.3 + random() };
  });
  return [...usual, ...extra];
}
