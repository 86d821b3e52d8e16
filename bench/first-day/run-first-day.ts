import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asReplayed,
  eventsOf,
  type LabelledEvent,
  matchIncidents,
  type ReplayedIncident,
} from '../../src/app/replay/compare.ts';
import type { Sample } from '../../src/domain/sample.ts';
import type { LearningStage } from '../../src/jobs/training/stage-facts.ts';
import { createLog } from '../../src/log.ts';
import { createRandom, randomInt } from '../../src/models/random.ts';
import { startDriven } from '../watching/driven-product.ts';
import { trainLabelled } from './labelled-models.ts';
import { labelsOf, planFaults } from './network/faults.ts';
import { planNetwork } from './network/plan.ts';
import { simulateNetwork } from './network/simulate.ts';
import { type Tally, tallySpan } from './score.ts';
import { createZScore } from './z-score.ts';

export interface FirstDayRun {
  seed: number;
  everySeconds: number;
  hours: number;
  /** Models of a labelled day as a peer: they have to be trained, and judge as well. */
  withLabelled: boolean;
}

/** How somebody did, before anything was learned, in the rest of the first day, and after it. */
export interface DayTallies {
  /** Faults after the first stage, and false incidents from the beginning on. */
  firstDay: Tally;
  later: Tally;
}

/** From one training to the next. */
export interface StageTally extends Tally {
  everySeconds: number;
  /** Minutes since the first telemetry; 0 before the first stage. */
  afterMinutes: number;
  /** What became of its detector. */
  outcome: string;
}

export interface FirstDay {
  seed: number;
  everySeconds: number;
  stages: StageTally[];
  product: DayTallies;
  peers: (DayTallies & { name: string })[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Readings that a place must have before the first stage, and some minutes in which it is trained. */
const stageReadings = 200;
const afterStageMs = 8 * minuteMs;
const zLimits = [4, 10];

/** When the first stage is due at the latest, after the beginning. Faults that are counted begin after it. */
const firstStageMs = (everySeconds: number) =>
  Math.max(30 * minuteMs, stageReadings * everySeconds * 1000) + afterStageMs;

/** Simulates a network and lets the product watch it from its first minute on, without a label, beside its peers. */
export async function runFirstDay({ seed, everySeconds, hours, withLabelled }: FirstDayRun): Promise<FirstDay> {
  const network = planNetwork();
  const startAt = Date.UTC(2026, 10, 2) + randomInt(createRandom(seed), 24) * hourMs;
  const until = startAt + hours * hourMs;
  const firstAt = startAt + firstStageMs(everySeconds);
  const faults = planFaults(network, { seed, startAt, firstAt, until });
  const folder = mkdtempSync(join(tmpdir(), 'first-day-'));
  const log = createLog({ level: 'error' });
  const { topology } = network;
  const open = (name: string, learns: boolean, onSamples?: (samples: readonly Sample[]) => void) =>
    startDriven({ topology, folder: join(folder, name), learns, startAt, log, ...(onSamples && { onSamples }) });
  try {
    if (withLabelled) await trainLabelled(network, { folder: join(folder, 'labelled'), seed, everySeconds, startAt });
    let delivered: Sample[] = [];
    const product = await open('product', true, (samples) => void delivered.push(...samples));
    const others = [
      ...(withLabelled ? [{ name: 'models of a labelled day', world: await open('labelled', false) }] : []),
      { name: 'fixed limits', world: await open('limits', false) },
    ];
    const zScores = zLimits.map((limit) => ({
      name: `z-score above ${limit}`,
      score: createZScore(limit, { learnUntil: firstAt - afterStageMs, everySeconds }),
    }));
    for (const { at, lines } of simulateNetwork(network, { seed, everySeconds, startAt, until, faults })) {
      delivered = [];
      await product.deliver(at, lines);
      for (const { world } of others) await world.take(at, delivered);
      for (const { score } of zScores) score.take(delivered);
    }
    const events = eventsOf(labelsOf(network, faults), topology, { from: startAt, to: until });
    const span = { startAt, firstAt, until, devices: network.devices.length };
    const tell = async (world: typeof product) => (await world.incidents()).map(asReplayed);
    const own = await tell(product);
    const stages = tallyStages(await product.stages(), own, events, span);
    const peers: FirstDay['peers'] = [];
    for (const { name, world } of others) peers.push({ name, ...tallyDays(await tell(world), events, span) });
    for (const { name, score } of zScores) peers.push({ name, ...tallyDays(score.incidents(), events, span) });
    await Promise.all([product, ...others.map(({ world }) => world)].map((world) => world.close()));
    return {
      ...{ seed, everySeconds, product: tallyDays(own, events, span), peers },
      stages: stages.map((stage) => ({ everySeconds, ...stage })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface PlayedSpan {
  startAt: number;
  firstAt: number;
  until: number;
  devices: number;
}

function tallyDays(
  incidents: readonly ReplayedIncident[],
  events: readonly LabelledEvent[],
  { startAt, firstAt, until, devices }: PlayedSpan,
): DayTallies {
  const matched = matchIncidents(incidents, events);
  const dayEnd = Math.min(until, startAt + dayMs);
  const of = (from: number, to: number) => tallySpan(matched, events, { from, to, devices });
  const { faults, found, right } = of(firstAt, dayEnd);
  return { firstDay: { ...of(startAt, dayEnd), faults, found, right }, later: of(dayEnd, until) };
}

function tallyStages(
  stages: readonly LearningStage[],
  incidents: readonly ReplayedIncident[],
  events: readonly LabelledEvent[],
  { startAt, until, devices }: PlayedSpan,
): Omit<StageTally, 'everySeconds'>[] {
  const matched = matchIncidents(incidents, events);
  const begun = [
    { at: startAt, outcome: 'nothing was learned yet' },
    ...stages.flatMap(({ end }) => (end ? [{ at: end.at, outcome: end.outcome as string }] : [])),
  ];
  return begun.map(({ at, outcome }, i) => ({
    ...{ afterMinutes: Math.round((at - startAt) / minuteMs), outcome },
    ...tallySpan(matched, events, { from: at, to: begun[i + 1]?.at ?? until, devices }),
  }));
}
