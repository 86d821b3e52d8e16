import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runFirstWeek } from '../../../bench/first-week/run-first-week.ts';
import { weekRows } from '../../../bench/first-week/week-rows.ts';
import { describeFirstWeek } from '../../../bench/first-week/week-words.ts';
import type { ReplayedIncident } from '../../../src/app/replay/compare.ts';
import type { LearningStage } from '../../../src/jobs/training/stage-facts.ts';
import { createRecordingWriter } from '../../../src/telemetry/recording.ts';
import { writeLabels } from '../../../src/telemetry/recording-labels.ts';

const hour = 3_600_000;
const minute = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'first-week-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('rows of a week', () => {
  const events = [1, 5, 9].map((at) => ({ start: at * hour, end: (at + 1) * hour, cause: 'link_down', devices: new Set(['A']) })); // biome-ignore format: a row
  const incidentOf = (at: number, cause: string): ReplayedIncident => ({ openedAt: at * hour, closedAt: null, device: 'A', interface: null, cause, confidence: 1 }); // biome-ignore format: a row
  const stageAt = (at: number) => ({ end: { at: at * hour, outcome: 'in-use' } }) as LearningStage;
  const rows = weekRows(
    [incidentOf(1.5, 'link_down'), incidentOf(3, 'unknown'), incidentOf(5.5, 'unknown')],
    events,
    [stageAt(4), stageAt(8)],
    { from: 0, to: 12 * hour, devices: 1 },
  );

  it('are one for each stage, with what began in it, and one for all after the first', () => {
    expect(rows).toEqual([
      { afterHours: 0, outcome: '', events: 1, recall: 1, precision: 0.5, causeRight: 1, falsePerDay: 6 },
      { afterHours: 4, outcome: 'in-use', events: 1, recall: 1, precision: 1, causeRight: 0, falsePerDay: 0 },
      { afterHours: 8, outcome: 'in-use', events: 1, recall: 0, precision: null, causeRight: null, falsePerDay: 0 },
      { afterHours: 4, outcome: 'all after the first stage', events: 2, recall: 0.5, precision: 1, causeRight: 0, falsePerDay: 0 }, // biome-ignore format: a row
    ]);
  });
});

describe('a first week', () => {
  it('needs no model for what is over a limit, and hears half an hour later what it was', async () => {
    const from = Date.UTC(2026, 10, 2);
    const writer = await createRecordingWriter(folder, { gzip: true });
    const at = (i: number) => from + i * minute;
    for (let i = 0; i < 120; i++) {
      const value = i >= 20 && i < 40 ? 99 : 20 + (i % 3);
      await writer.samples([{ at: at(i), device: 'A', interface: null, metric: 'cpu_pct', value }]);
    }
    await writer.close();
    writeFileSync(join(folder, 'topology.yaml'), 'devices: {A: {}}\n');
    await writeLabels(folder, [{ start: at(20), end: at(40), device: 'A', interface: null, cause: 'cpu_overload' }]);
    const week = await runFirstWeek({ recording: folder, withLabels: true });
    expect(week.product).toMatchObject([{ events: 1, recall: 1, causeRight: 1, falsePerDay: 0 }, { outcome: 'all after the first stage' }]); // biome-ignore format: one value
    expect(week.labels).toBe(1);
    expect(describeFirstWeek(week)).toContain('the product, 1 labels');
  });

  it('says what is missing', async () => {
    await expect(runFirstWeek({ recording: join(folder, 'none'), withLabels: false })).rejects.toThrow();
  });
});
