import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Incident, IncidentEnd, Verdict } from '../../src/domain/incident.ts';
import type { Label } from '../../src/domain/recording.ts';
import { createGivenLabels } from '../../src/incidents/given-labels.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { trainModels } from '../../src/jobs/train-models.ts';
import { readHistory } from '../../src/jobs/training/read-history.ts';
import { readRecordings } from '../../src/jobs/training/read-recordings.ts';
import { trainFromFile } from '../../src/jobs/training/train-from-file.ts';
import { trainingFact } from '../../src/jobs/training/training-runs.ts';
import { forecastDay } from '../../src/learning/kinds/forecast-day.ts';
import { forecastShort } from '../../src/learning/kinds/forecast-short.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { trend } from '../../src/learning/kinds/trend.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { readSamples } from '../../src/telemetry/recording.ts';
import { readLabels } from '../../src/telemetry/recording-labels.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { topology } from '../diagnosis/simulated.ts';
import { silentLog } from '../store/open-test-store.ts';
import { onDemand } from '../telemetry/series-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'train-from-history-'));
const recording = join(folder, 'recording');
const midnight = Date.UTC(2026, 10, 23);
/** Thirteen minutes, six of them in a day that is finished. */
const span = { from: midnight - 360_000, to: midnight + 420_000 };
const never = new AbortController().signal;

function fault(kind: 'latency' | 'loss', link: string, seconds: number): ScheduledFault {
  const start = span.from + seconds * 1000;
  return { fault: { kind, link, magnitude: kind === 'latency' ? 60 : 20 }, start, end: start + 60_000 };
}

let store = createMemoryStore();
let history: History;

beforeAll(async () => {
  const faults = [fault('latency', 'L1', 120), fault('loss', 'L2', 300), fault('latency', 'L2', 480), fault('loss', 'L1', 660)]; // biome-ignore format: a table
  await recordWorld({ spec: loadNetworkSpec(), seed: 5, from: span.from, minutes: 13, faults, out: recording });
  history = await openHistory({ dir: join(folder, 'history'), log: silentLog, clock: () => midnight + 3_600_000, ...onDemand }); // biome-ignore format: one call
  for await (const samples of readSamples(recording)) await history.append(samples);
  await history.seal();
  // Telemetry of before and after the span, as a running product has it.
  const [first] = (await readSamples(recording).next()).value as { at: number; value: number }[];
  for (const at of [span.from - 1000, span.to]) history.append([{ ...(first as never as object), at } as never]);
});
afterAll(async () => {
  await history.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  store = createMemoryStore();
});
afterEach(() => rmSync(join(folder, 'models'), { recursive: true, force: true }));

async function addIncident(
  id: string,
  label: Label,
  more: { verdict?: CauseId; end?: IncidentEnd } = {},
): Promise<void> {
  const place = { device: label.device, interface: label.interface };
  const cause = more.verdict ?? (label.cause as CauseId);
  const verdict: Verdict = {
    cause,
    symptom: 'unknown',
    place,
    confidence: 1,
    probabilities: {},
    drivers: [],
    modelId: 'm',
  };
  const incident: Incident = {
    ...{ id, state: 'resolved', severity: 'major', openedAt: label.start, lastAnomalyAt: label.end },
    ...{ resolvedAt: label.end + 120_000, place, places: [place], anomalies: 9, verdict, owner: null },
    ...(more.end && { end: more.end }),
  };
  await store.incidents.insert(incident);
}

const say = (incidentId: string, said: { right: boolean; cause: CauseId | null; verdict: CauseId }) =>
  createIncidentLabels(store.facts).put({ incidentId, user: 'U1', at: 1, ...said });

/** The labels of the recording, as people, verified plans and imports leave them in the store. */
async function addLabels(labels: readonly Label[]): Promise<void> {
  for (const [i, label] of labels.entries()) {
    const cause = label.cause as CauseId;
    if (i % 4 === 3) await createGivenLabels(store.facts).put({ ...label, at: 1, by: 'nadia' });
    if (i % 4 === 0) await addIncident(`i${i}`, label, { end: { how: 'verified' } });
    if (i % 4 === 1) await addIncident(`i${i}`, label);
    if (i % 4 === 1) await say(`i${i}`, { right: true, cause: null, verdict: cause });
    if (i % 4 === 2) await addIncident(`i${i}`, label, { verdict: 'cpu_overload' });
    if (i % 4 === 2) await say(`i${i}`, { right: false, cause, verdict: 'cpu_overload' });
  }
}

const orderFor = (name: string) => ({
  ...{ file: join(folder, `${name}.parquet`), modelsDir: join(folder, 'models', name), seed: 1 },
  ...{ settings: { falseAlarmsPerDeviceDay: 1 }, trainedAt: '2026-01-01T00:00:00.000Z', libraries: {} },
});

const label = (start: number, end: number, device: string): Label => ({
  ...{ start, end, device, interface: null, cause: 'cpu_overload' },
});

describe('training on the history', () => {
  it('makes the same models as on a recording of the same telemetry, labels included', async () => {
    const labels = (await readLabels(recording))!;
    expect(new Set(labels.map(({ cause }) => cause)).size).toBe(2);
    await addLabels(labels);
    await addIncident('none', label(span.from + 5_000, span.from + 9_000, 'Router-A'), {
      end: { how: 'dismissed', by: 'U1', reason: 'a test' },
    });
    const [recorded, stored] = [orderFor('recorded'), orderFor('stored')];
    await readRecordings({ recordings: [recording], file: recorded.file }, () => undefined);
    await readHistory({ history, store, topology }, { file: stored.file, span }, never);
    const wanted = await trainFromFile(recorded, () => undefined);
    const found = await trainFromFile(stored, () => undefined);
    // Thirteen minutes teach no forecast, of ten minutes or of a day, and no trend.
    const forecasts: string[] = [forecastShort.kind, forecastDay.kind, trend.kind];
    const every = modelKinds.flatMap(({ kind, subjects }) => subjects(topology).map(() => kind));
    expect(wanted.models.map(({ kind, id }) => [kind, id !== null])).toEqual(
      every.map((kind) => [kind, !forecasts.includes(kind)]),
    );
    expect(found.models).toEqual(wanted.models);
    expect(found.data).toEqual({ ...wanted.data, leftOut: { dismissed: 1 } });
    for (const { kind, id } of found.models.filter((model) => model.id !== null)) {
      const [model, other] = [stored, recorded].map(({ modelsDir }) =>
        readFileSync(join(modelsDir, kind, 'network', id!, 'model.json'), 'utf8'),
      );
      expect(model).toBe(other);
    }
  });

  it('counts and tells what it left out, and takes no unexplained time for ordinary', async () => {
    await addIncident('before', label(span.from - 9_000, span.from - 1, 'Router-A'), { end: { how: 'verified' } });
    await addIncident('after', label(span.to, span.to + 5_000, 'Router-A'), { end: { how: 'verified' } });
    await addIncident('gone', label(span.from, span.from + 5_000, 'Router-Z'), { end: { how: 'verified' } });
    await addIncident('quiet', label(span.from + 60_000, span.to - 60_000, 'Router-A'), { end: { how: 'quiet' } });
    const modelsDir = join(folder, 'models', 'told');
    const deps = {
      ...{ store, clock: () => midnight, log: silentLog },
      training: {
        ...{
          modelsDir,
          trainingDir: join(folder, 'training'),
          libraries: {},
          settings: { falseAlarmsPerDeviceDay: 1 },
        },
        ...{ onTrained: async () => undefined, history: async () => ({ history, topology }) },
      },
    };
    const context = { signal: never, progress: async () => undefined } as never;
    await trainModels.handle({ span, kinds: ['detection'], seed: 1, runId: 'run-1' }, deps, context);
    const status = await store.facts.get(trainingFact, 'run-1');
    expect(status).toMatchObject({
      state: 'done',
      data: {
        from: span.from,
        to: span.to - 1000,
        labels: 0,
        leftOut: { outsideSpan: 2, unknownDevice: 1, unconfirmed: 1 },
      },
    });
    expect(status!.note).toContain(
      'Labels and incidents left out: 1 at a device that the inventory does not have, 2 outside the span, 1 without a confirmed cause.',
    );
  });
});
