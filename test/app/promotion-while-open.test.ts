import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeWatching } from '../../src/app/compose/watching.ts';
import { configFileSchema } from '../../src/config.ts';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { judgeEvidence } from '../../src/diagnosis/cause-evidence.ts';
import type { CauseModel } from '../../src/diagnosis/cause-model.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { evidenceFact } from '../../src/incidents/evidence-fact.ts';
import { simulate, startAt, topology } from '../diagnosis/simulated.ts';
import { smallSpan, type Trained, trainModels } from '../learning/trained.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const folder = mkdtempSync(join(tmpdir(), 'promotion-while-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (second: number) => startAt + second * 1000;
const faultAt = 30;
const slow = { kind: 'latency', link: 'L1', magnitude: 60, jitterMs: 4 } as const;
const swapped: Record<string, string> = { latency_spike: 'packet_loss', packet_loss: 'latency_spike' };

let trained: Trained;
let telemetry: Sample[][];
/** Names the causes as the trained one does, and one that takes each for the other. */
let forest: CauseModel;
let other: CauseModel;
beforeAll(async () => {
  trained = trainModels({ ...smallSpan(), seed: 1 });
  forest = { ...trained.causes!.model, id: 'forest' };
  other = { ...forest, id: 'other', classes: forest.classes.map((id) => swapped[id] ?? id) };
  telemetry = simulate({ seed: 11, seconds: 240, faults: [{ fault: slow, start: at(faultAt), end: at(240) }] });
});

/** A slow link for three minutes; `first` names causes, and from a second on `then` does. Rules do where it is null. */
async function play(first: CauseModel | null, then: { from: number; causes: CauseModel | null }) {
  await store().pool.query('TRUNCATE nocturne.incident, nocturne.fact, nocturne.outbox, nocturne.outbox_done CASCADE');
  let now = startAt;
  let ids = 0;
  const config = configFileSchema.parse({ state: folder, detection: { settleSeconds: 20 } });
  const { models, intake, incidents, settled } = await composeWatching(config, {
    ...{ store: store(), topology, modelsDir: folder, log: silentLog, later: { later: async () => undefined } },
    ...{ newId: () => `INC-${++ids}`, clock: () => now },
  });
  const promote = (causes: CauseModel | null) =>
    models.diagnoser.promote({
      baselines: baselinesFromJSON(structuredClone(trained.baselines)),
      detector: trained.detector,
      causes,
    });
  promote(first);
  let before: { cause: string; modelId: string } | undefined;
  for (const [second, samples] of telemetry.entries()) {
    now = at(second);
    if (second === faultAt + then.from) {
      before = incidents.open()[0]?.verdict ?? undefined;
      promote(then.causes);
    }
    intake.take(samples);
  }
  await settled();
  const listed = await store().incidents.list({});
  const { rows } = await store().pool.query(`SELECT count(*) AS opened FROM nocturne.outbox WHERE key LIKE '%:opened'`);
  const evidence = await store().facts.get(evidenceFact, 'INC-1');
  return { before, listed, opened: Number(rows[0]!.opened), verdict: listed[0]!.verdict!, evidence: evidence! };
}

describe('a model that comes into use while an incident is open', () => {
  it.each([
    ['forest', 'other'],
    ['rules', 'other'],
    ['forest', 'rules'],
  ])('leaves the words of a settled one as they are, and doubles nothing: %s, then %s', async (first, then) => {
    const named = (name: string) => ({ forest, other })[name] ?? null;
    const { before, listed, opened, verdict } = await play(named(first), { from: 100, causes: named(then) });
    expect([listed.length, opened]).toEqual([1, 1]);
    expect(before).toMatchObject({ cause: 'latency_spike', modelId: first });
    expect(verdict).toEqual(before);
  });

  it('says of a young one what it names now, in the same incident, with whose verdict it is', async () => {
    const { before, listed, opened, verdict, evidence } = await play(forest, { from: 5, causes: other });
    expect([listed.length, opened]).toEqual([1, 1]);
    expect(before).toMatchObject({ cause: 'latency_spike', modelId: 'forest' });
    expect(verdict).toMatchObject({ cause: 'packet_loss', modelId: 'other' });
    expect(evidence).toMatchObject({ cause: 'packet_loss', modelId: 'other' });
  });
});

describe('the evidence that is kept of an incident', () => {
  it('is what its verdict was made of: the model that named it names the same again, and another what it would have', async () => {
    const { verdict, evidence } = await play(forest, { from: 200, causes: forest });
    const { cause, place } = verdict;
    expect(judgeEvidence(forest, evidence)).toEqual({ cause, place });
    expect(judgeEvidence(other, evidence)).toMatchObject({ cause: 'packet_loss' });
    const ruledOut = evidence.places.map((one) => ({ ...one, ruledOut: ['latency_spike', 'packet_loss'] }));
    expect(judgeEvidence(forest, { ...evidence, places: ruledOut })!.cause).toBe('unknown');
  });

  it('is kept where rules name the cause too', async () => {
    const { verdict, evidence } = await play(null, { from: 200, causes: null });
    expect(evidence).toMatchObject({ modelId: 'rules', cause: verdict.cause });
    expect(judgeEvidence(forest, evidence)!.cause).toBe(verdict.cause);
  });
});
