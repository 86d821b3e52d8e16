import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { createRecent, type Recent } from '../../src/telemetry/recent.ts';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { queryMetrics } from '../../src/tools/query-metrics.ts';
import { bad, createWorld, silentLog } from '../agents/world.ts';
import { noDeadline, onDemand } from '../telemetry/series-of.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 22, 12);
const now = start + 24 * hour;
let dir: string;
let clockAt: number;
let history: History;
let recent: Recent;
let deadline: (ms: number) => AbortSignal;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'query-history-'));
  clockAt = start;
  deadline = noDeadline;
  history = await openHistory({
    dir,
    log: silentLog,
    clock: () => clockAt,
    ...onDemand,
    deadline: (ms) => deadline(ms),
  });
  recent = createRecent({ retainMinutes: 30, clock: () => clockAt });
});
afterEach(async () => {
  await history.close();
  await rm(dir, { recursive: true });
});

const sampleAt = (at: number, value: number): Sample => ({ at, ...bad, metric: 'latency_ms', value });

/** A day of one-minute telemetry, 4 ms and in the last six hours 84 ms, as a bot takes it: into memory and into the history. */
function live({ first = 0 } = {}): void {
  for (let i = first; i <= 1_440; i++) {
    clockAt = start + i * minute;
    const sample = sampleAt(clockAt, i > 1_080 ? 84 : 4);
    recent.add(sample);
    history.append([sample]);
  }
}

async function ask(seconds: number) {
  const world = createWorld();
  const context = {
    ports: { ...world.ports, metrics: recent, history },
    ...{ incidentId: 'inc-1', clock: () => now, evidence: createEvidenceLedger() },
    ...{ verdict: null, cause: null, decision: null, failure: null },
  };
  const { device, interface: name } = bad;
  const answer = await queryMetrics.run({ device, interface: name, metric: 'latency_ms', seconds }, context);
  return { answer, text: context.evidence.all()[0]?.text };
}

describe('query_metrics over more than memory holds', () => {
  it('measures all of the last 24 hours: finished days, the open file, and what waits in memory', async () => {
    live();
    await history.seal();
    const { answer, text } = await ask(86_400);
    expect(answer).toMatchObject({
      ...{ outcome: 'ok', now: { median: 4, samples: 1_441 }, unread: null },
      covered: { from: '2026-11-22T12:00:00.000Z', to: '2026-11-23T12:00:00.000Z', readings: 1_441, places: 1 },
    });
    expect(text).toBe(
      'Router-A eth1: latency 4 ms (median of 1441 since 2026-11-22 12:00:00 UTC); nothing earlier to compare with',
    );
  });

  it('compares with what was before a long trouble', async () => {
    live();
    const { answer, text } = await ask(6 * 3_600 - 60);
    expect(answer).toMatchObject({ change: 'higher', before: { median: 4, samples: 15 }, now: { samples: 360 } });
    expect(text).toContain('84 ms (median of 360 since 06:01:00 UTC), 4 ms before (median of 15), 21 times as much');
  });

  it('counts each reading once where memory and history meet, and also one that can not be written', async () => {
    live();
    const only = sampleAt(now - 5_000, 84);
    recent.add(only);
    const stored = sampleAt(now - 2 * hour - 5_000, 84);
    history.append([stored, sampleAt(now, 84)]);
    expect((await ask(3 * 3_600)).answer).toMatchObject({ now: { samples: 181 + 2 } });
  });

  it('says since when there are readings, when that is later than was asked', async () => {
    live({ first: 1_380 });
    const { answer, text } = await ask(86_400);
    expect(answer).toMatchObject({ now: { samples: 61 }, covered: { from: '2026-11-23T11:00:00.000Z' } });
    expect(text).toContain(
      '(median of 61 since 11:00:00 UTC, not since 2026-11-22 12:00:00 UTC: nothing earlier is stored)',
    );
  });

  it('says when the last reading came, when that was too long ago to be true now', async () => {
    for (let i = 0; i < 1_140; i++) {
      clockAt = start + i * minute;
      history.append([sampleAt(clockAt, 84)]);
    }
    clockAt = now;
    const { answer, text } = await ask(86_400);
    expect(answer).toMatchObject({ outcome: 'ok', last_at: '2026-11-23T06:59:00.000Z' });
    expect(text).toContain('84 ms (median of 1140 since 2026-11-22 12:00:00 UTC, the last at 06:59:00 UTC)');
    live();
    expect((await ask(86_400)).answer).toMatchObject({ last_at: null });
  });

  const failures: [string, string, () => Promise<unknown>][] = [
    ['too slow', 'the history did not answer in time', async () => (deadline = () => AbortSignal.abort())],
    [
      'damaged',
      'a file of the history is damaged',
      async () => {
        await history.seal();
        await writeFile(join(dir, 'samples', 'day=2026-11-22', 'part-0.parquet'), 'torn');
      },
    ],
  ];
  it.each(failures)('answers from memory and says so when the history is %s', async (_, words, spoil) => {
    live();
    await spoil();
    const { answer, text } = await ask(86_400);
    expect(answer).toMatchObject({
      ...{ outcome: 'ok', now: { median: 84, samples: 31 }, unread: words },
      covered: { from: '2026-11-23T11:30:00.000Z', readings: 31 },
    });
    expect(text).toBe(
      `Router-A eth1: latency 84 ms (median of 31 since 11:30:00 UTC, not since 2026-11-22 12:00:00 UTC: ${words}); not compared, because ${words}`,
    );
    // What memory holds needs no history.
    expect((await ask(600)).answer).toMatchObject({ now: { samples: 11 }, unread: null });
  });

  it('does not take a history that gives no answer for no data', async () => {
    live({ first: 1_400 });
    recent = createRecent({ retainMinutes: 30, clock: () => clockAt });
    deadline = () => AbortSignal.abort();
    expect((await ask(3_600)).answer).toMatchObject({
      outcome: 'no-data',
      reason:
        'Memory has no samples of latency_ms at Router-A eth1 in this span, and the history did not answer in time.',
    });
  });
});
