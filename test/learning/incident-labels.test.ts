import { describe, expect, it } from 'vitest';
import { createLabelledSpans } from '../../src/diagnosis/labelled-spans.ts';
import { labelsOfSpan } from '../../src/learning/incident-labels.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import { knownLabels } from '../../src/learning/known-labels.ts';
import { incidentOf } from '../bot/world.ts';
import { topology } from '../diagnosis/simulated.ts';
import { gather } from './trained.ts';

const minute = 60_000;
const from = 1_790_000_000_000;
const to = from + 180 * minute;
const place = { device: 'AP-3', interface: null };

describe('an incident that nobody explained', () => {
  /** Ordinary minutes of two places in three hours, the first of which has an incident from its fifth minute on. */
  function ordinaryMinutes(lastAnomalyAt: number) {
    const incident = incidentOf('i', { openedAt: from + 5 * minute, lastAnomalyAt, place, places: [place] });
    const { labels, unexplained } = labelsOfSpan(knownLabels([incident], []), { from, to, topology });
    expect(labels).toEqual([]);
    const readings = Array.from({ length: 180 }, (_, i) =>
      ['AP-3', 'AP-1'].map((device) => ({
        ...{ at: from + i * minute, place: { device, interface: null } },
        values: new Map([['cpu_pct', 20 + (i % 3)]]),
      })),
    ).flat();
    expect(createLabelledSpans(labels, topology, minute, unexplained).isOrdinary(from)).toBe(true);
    const { rows } = gather(detection, { readings, labels, unexplained, topology });
    return rows.places.map(({ device, ordinary }) => [device, ordinary.filter(Boolean).length]);
  }

  it('leaves the detector only what came before it and a while after it', () => {
    expect(ordinaryMinutes(from + 15 * minute)).toEqual([
      ['AP-3', 167],
      ['AP-1', 167],
    ]);
  });

  it('that never ends, as of a device that is gone, does not leave it a network without ordinary time', () => {
    expect(ordinaryMinutes(to)).toEqual([
      ['AP-3', 5],
      ['AP-1', 119],
    ]);
  });
});
