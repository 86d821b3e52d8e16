import { beforeAll, describe, expect, it } from 'vitest';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { madeUpFaults, simulate, startAt } from '../diagnosis/simulated.ts';
import type { Trained } from '../learning/trained.ts';
import { sampled } from '../sampled.ts';
import { createHotPath, isOf, trainedOnSimulated } from './two-faults.ts';

const minutes = 40;
/** The first readings after the end of a fault may still show it. */
const afterwardsMs = 5_000;

/** Faults of all kinds, one after the other, or two such series at once; every device is busy for some seconds now and then besides. */
const hours: { seed: number; faults: ScheduledFault[] }[] = [
  { seed: 22, faults: madeUpFaults(22, minutes) },
  { seed: 11, faults: [...madeUpFaults(11, minutes), ...madeUpFaults(61, minutes)] },
  { seed: 12, faults: [...madeUpFaults(12, minutes), ...madeUpFaults(62, minutes)] },
];

async function play(trained: Trained, { seed, faults }: (typeof hours)[number]): Promise<Incident[]> {
  let now = startAt;
  const { store, incidents, intake } = await createHotPath(trained, () => now);
  for (const samples of simulate({ seed: seed + 100, seconds: minutes * 60, faults })) {
    intake.take(samples);
    now += 1000;
  }
  await incidents.settled();
  return store.incidents.list({ limit: 1000 });
}

function isOfScheduled({ fault, start, end }: ScheduledFault, incident: Incident): boolean {
  const isThen = incident.openedAt <= end + afterwardsMs && (incident.resolvedAt ?? end) >= start;
  return isThen && isOf(fault, incident);
}

const wordsOf = ({ openedAt, verdict, place, anomalies }: Incident) =>
  `${(openedAt - startAt) / 1000} s: ${verdict?.cause} ${place.device} ${place.interface}, ${anomalies} anomalies`;

describe('most of an hour with many faults', () => {
  let trained: Trained;
  beforeAll(async () => {
    trained = await trainedOnSimulated();
  });

  it.each(sampled(hours, () => []))(
    'has no incident that is none of them, and one for each that is seen ($seed)',
    async (hour) => {
      const incidents = await play(trained, hour);
      const others = incidents.filter((incident) => !hour.faults.some((fault) => isOfScheduled(fault, incident)));
      expect(others.map(wordsOf)).toEqual([]);
      const missed = hour.faults.filter((fault) => !incidents.some((incident) => isOfScheduled(fault, incident)));
      // A weak leak is gone before the detector sees it, whatever else is open.
      expect(missed.filter(({ fault }) => fault.kind !== 'memory')).toEqual([]);
      expect(missed.length).toBeLessThanOrEqual(1);
      expect(incidents.length).toBeLessThanOrEqual(hour.faults.length);
    },
  );
});
