import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asReplayed, eventsOf, type LabelledEvent, matchIncidents } from '../../src/app/replay/compare.ts';
import { readMoments, spanOf } from '../../src/app/replay/moments.ts';
import { isCauseId } from '../../src/domain/cause.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { recordingFiles } from '../../src/domain/recording.ts';
import { NocturneError } from '../../src/errors.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { createLog } from '../../src/log.ts';
import { readTopology } from '../../src/network/inventory.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { readLabels } from '../../src/telemetry/recording-labels.ts';
import { createZScore } from '../first-day/z-score.ts';
import { type DrivenProduct, startDriven } from '../watching/driven-product.ts';
import { type WeekRow, type WeekSpan, weekRows } from './week-rows.ts';

export interface FirstWeekRun {
  recording: string;
  /** Whether people say what an incident was, some time after it ended. */
  withLabels: boolean;
  /** Told when a day of the recording begins, counted from 1. */
  onDay?: (day: number) => void;
}

export interface FirstWeek {
  withLabels: boolean;
  labels: number;
  product: WeekRow[];
  peers: { name: string; rows: WeekRow[] }[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** So long after its end somebody says what an incident was. */
const labelAfterMs = 30 * minuteMs;
const lookEveryMs = 5 * minuteMs;
const zLimits = [4, 10];
const person = 'U-ONCALL';

/**
 * Plays a labelled recording from its beginning to the product, which knows nothing of it: it trains itself, stage by stage. Its labels are for the score;
 * with `withLabels` also the true cause of each incident of its own becomes known. Throws `recording-incomplete`.
 */
export async function runFirstWeek({ recording, withLabels, onDay }: FirstWeekRun): Promise<FirstWeek> {
  const mapping = createMetricMapping({});
  const span = await spanOf(recording, { mapping });
  const labels = await readLabels(recording);
  if (!span || !labels)
    throw new NocturneError('recording-incomplete', `${recording} holds no samples, or no labels to compare with`);
  const topology = await readTopology(join(recording, recordingFiles.topology));
  const events = eventsOf(labels, topology, { from: span.first, to: span.last + 1 });
  const folder = mkdtempSync(join(tmpdir(), 'first-week-'));
  const log = createLog({ level: 'error' });
  const open = (name: string, learns: boolean) =>
    startDriven({ topology, folder: join(folder, name), learns, startAt: span.first, log });
  try {
    const [product, limits] = [await open('product', true), await open('limits', false)];
    const learnUntil = span.first + 200 * minuteMs;
    const zScores = zLimits.map((limit) => ({ limit, score: createZScore(limit, { learnUntil, everySeconds: 60 }) }));
    const people = createPeople(product, events);
    let labelled = 0;
    let [lookAt, day] = [span.first, 0];
    for await (const { at, samples } of readMoments(recording, { from: span.first, to: span.last + 1, mapping })) {
      await product.take(at, samples);
      await limits.take(at, samples);
      for (const { score } of zScores) score.take(samples);
      if (at < lookAt) continue;
      lookAt = at + lookEveryMs;
      if (at >= span.first + day * dayMs) onDay?.(++day);
      if (withLabels) labelled = await people.say(at);
    }
    const played: WeekSpan = { from: span.first, to: span.last + 1, devices: topology.devices.length };
    const own = await product.incidents();
    const stages = await product.stages();
    const rowsOf = (incidents: Parameters<typeof weekRows>[0]) => weekRows(incidents, events, stages, played);
    const result = {
      ...{ withLabels, labels: labelled, product: rowsOf(own.map(asReplayed)) },
      peers: [
        { name: 'fixed limits', rows: rowsOf((await limits.incidents()).map(asReplayed)) },
        ...zScores.map(({ limit, score }) => ({ name: `z-score above ${limit}`, rows: rowsOf(score.incidents()) })),
      ],
    };
    await product.close();
    await limits.close();
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Somebody who looks at each incident after it ended: right where it named the cause, and what it was where it did not; a false one has a wrong verdict. */
function createPeople(product: DrivenProduct, events: readonly LabelledEvent[]) {
  const labels = createIncidentLabels(product.store.facts);
  const said = new Set<string>();

  async function sayOf(incident: Incident, event: LabelledEvent | null, at: number): Promise<void> {
    const verdict = incident.verdict?.cause ?? null;
    const truth = event && isCauseId(event.cause) ? event.cause : null;
    const right = truth !== null && verdict === truth;
    if (truth === null && (verdict === null || verdict === 'unknown')) return;
    await labels.put({ incidentId: incident.id, user: person, at, verdict, right, cause: right ? null : truth });
  }

  return {
    /** Answers how many said what it was. */
    async say(at: number): Promise<number> {
      const incidents = await product.incidents();
      const matched = matchIncidents(incidents.map(asReplayed), events);
      for (const [i, { event }] of matched.entries()) {
        const incident = incidents[i]!;
        if (incident.resolvedAt === null || at < incident.resolvedAt + labelAfterMs || said.has(incident.id)) continue;
        said.add(incident.id);
        await sayOf(incident, event, at);
      }
      return (await labels.all()).filter(({ right, cause }) => right || cause !== null).length;
    },
  };
}
