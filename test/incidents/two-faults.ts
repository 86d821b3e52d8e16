import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce, trainingSources } from '../../demo/made-once.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { causeOfFault, faultPlaces, parseFault } from '../../demo/network/spec.ts';
import { composeWatching } from '../../src/app/compose/watching.ts';
import { configFileSchema } from '../../src/config.ts';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { causeModelFromJSON } from '../../src/diagnosis/cause-model.ts';
import { type CauseScores, fitCauseForest, scoreCauses } from '../../src/diagnosis/cause-training.ts';
import { detectorFromJSON } from '../../src/diagnosis/detector.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Incidents } from '../../src/incidents/incidents.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { newId, silentLog } from '../bot/world.ts';
import { labelsOf, madeUpFaults, simulate, spec, startAt, topology } from '../diagnosis/simulated.ts';
import { cutInTime, gather, type Trained, trainModels } from '../learning/trained.ts';

export type Fault = ScheduledFault['fault'];

/** What may be wrong, at a link or a device. */
export const faultKinds = {
  latency: ({ link }) => ({ kind: 'latency', link, magnitude: 78, jitterMs: 5, rampSeconds: 2 }),
  loss: ({ link }) => ({ kind: 'loss', link, magnitude: 15, errorRatePct: 6, rampSeconds: 2 }),
  cpu: ({ device }) => ({ kind: 'cpu', device, magnitude: 84, process: 'telemetryd', rampSeconds: 3 }),
  memory: ({ device }) => ({ kind: 'memory', device, magnitude: 4, process: 'ospfd' }),
  linkDown: ({ link }) => ({ kind: 'link-down', link }),
  deviceDown: ({ device }) => ({ kind: 'device-down', device }),
} satisfies Record<string, (where: { link: string; device: string }) => Fault>;

export type FaultKind = keyof typeof faultKinds;

/** What was trained, and how well its causes do on the last part of the time when they learn from the first. */
export interface TrainedOnSimulated extends Trained {
  causeScores: CauseScores;
}

/** Models of an hour and a quarter of the simulated network. They are trained once for all files and runs. */
export async function trainedOnSimulated(): Promise<TrainedOnSimulated> {
  const ownSources = ['test/incidents/two-faults.ts', 'test/learning/trained.ts', 'test/diagnosis/simulated.ts'];
  const made = await madeOnce({
    name: 'simulated',
    sources: [...trainingSources, ...ownSources],
    make: async (folder) => writeFileSync(join(folder, 'trained.json'), JSON.stringify(train())),
  });
  const { detector, ...rest } = JSON.parse(readFileSync(join(made, 'trained.json'), 'utf8'));
  return { ...rest, detector: detectorFromJSON(detector) };
}

function train(): TrainedOnSimulated {
  const minutes = 75;
  const faults = madeUpFaults(7, minutes);
  const readings = simulate({ seed: 7, seconds: minutes * 60, faults }).flatMap((samples) => groupSamples(samples));
  const input = { readings, labels: labelsOf(faults), topology };
  const { earlier, later } = cutInTime(causes, gather(causes, input));
  const causeScores = scoreCauses(fitCauseForest(earlier, { seed: 1 }), later);
  return { ...trainModels({ ...input, seed: 1 }), causeScores };
}

/** The product's hot path on the clock of the simulated network. Without models when `trained` is null; `detection` is what is configured. */
export async function createHotPath(trained: Trained | null, clock: () => number, detection: object = {}) {
  const store = createMemoryStore();
  const { models, incidents, intake } = await composeWatching(configFileSchema.parse({ detection }), {
    ...{ store, topology, modelsDir: '/nowhere', clock, newId, log: silentLog },
    later: { later: async () => undefined },
  });
  if (trained)
    models.diagnoser.promote({
      baselines: baselinesFromJSON(structuredClone(trained.baselines)),
      detector: trained.detector,
      causes: trained.causes && causeModelFromJSON('test', JSON.parse(JSON.stringify(trained.causes.model))),
    });
  return { store, incidents, intake };
}

export interface TwoFaults {
  first: Fault;
  second: Fault;
  /** Seconds from the first to the second. */
  after: number;
  /** What somebody does to each incident that is open ten seconds before the second fault. */
  act?: (incidents: Incidents, incident: Incident) => Promise<unknown>;
}

const quietSeconds = 30;
const watchedSeconds = 40;

/** Plays two faults and answers with all incidents, the first one first. */
export async function playTwo(trained: Trained, { first, second, after, act }: TwoFaults): Promise<Incident[]> {
  let now = startAt;
  const { store, incidents, intake } = await createHotPath(trained, () => now);
  const secondAt = startAt + (quietSeconds + after) * 1000;
  const faults = [
    { fault: first, start: startAt + quietSeconds * 1000, end: Number.POSITIVE_INFINITY },
    { fault: second, start: secondAt, end: Number.POSITIVE_INFINITY },
  ];
  for (const samples of simulate({ seed: 5, seconds: quietSeconds + after + watchedSeconds, faults })) {
    intake.take(samples);
    if (act && now === secondAt - 10_000) for (const incident of incidents.open()) await act(incidents, incident);
    now += 1000;
  }
  await incidents.settled();
  return (await store.incidents.list({})).toReversed();
}

/** Whether an incident is the one of a fault: it is named at one of its places. */
export function isOf(fault: Fault, { place, verdict }: Incident): boolean {
  const places = faultPlaces(spec, parseFault(spec, fault));
  const isThere = places.some((each) => each.device === place.device && each.interface === place.interface);
  const isOtherCause = verdict && verdict.cause !== 'unknown' && verdict.cause !== causeOfFault[fault.kind];
  return isThere && !isOtherCause;
}
