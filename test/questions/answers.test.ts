import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryTable, HistoryTables } from '../../src/domain/history-table.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createRandom } from '../../src/models/random.ts';
import { answerQuestion, type QuestionAnswer, shownRows } from '../../src/questions/answer-question.ts';
import type { RecordsPort } from '../../src/questions/gather-records.ts';
import { questionKinds } from '../../src/questions/list.ts';
import type { Asked, Row } from '../../src/questions/question-kind.ts';
import { createHistoryBuffer } from '../../src/telemetry/history/history-batch.ts';
import { type HistoryDatabase, openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { incidents, records, now as recordsNow } from './question-world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const never = new AbortController().signal;
/** A Monday. */
const from = Date.parse('2026-03-02T00:00:00Z');
const to = from + 9 * dayMs;
const now = to + dayMs;

/** Nine days, with a day that one device did not send, and hours in which nobody did. */
function generate(): Sample[] {
  const random = createRandom(7);
  const found: Sample[] = [];
  for (let at = from; at < to; at += 10 * 60_000)
    for (const [i, device] of ['R1', "O'Hara", 'Ü⚡'].entries()) {
      if ((i === 1 && at >= from + 2 * dayMs && at < from + 3 * dayMs) || random() < 0.15) continue;
      if (new Date(at).getUTCHours() === 4) continue;
      const value = 30 + 10 * i + 8 * Math.sin((at / dayMs) * 2 * Math.PI) + 4 * random();
      found.push({ at, device, interface: null, metric: 'cpu_pct', value });
      found.push({ at: at + i, device, interface: 'Gi0/1', metric: 'latency_ms', value: value / (i + 1) });
    }
  return found;
}
const samples = generate();

let dir = '';
let database: HistoryDatabase;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'answers-'));
  database = await openHistoryDatabase({ dir, threads: 1 });
  const buffer = createHistoryBuffer(await database.known(), { rows: 100_000, maxSeries: 100 });
  for (const sample of samples) buffer.add(sample);
  await database.insert(buffer.take());
  for (const slice of await database.unsealed(now)) await database.seal(slice);
  for (const order of await database.missingRollups({ now }))
    for (const rollup of await database.rollUp(order)) await database.takeRollup(rollup);
});
afterAll(async () => {
  await database?.close();
  rmSync(dir, { recursive: true, force: true });
});

const tables: HistoryTables = {
  async table(question) {
    const { columns, rows } = await database.readTable(question, never, () => undefined);
    const isCut = rows.length > question.rows;
    return { outcome: 'ok', table: { columns, rows: rows.slice(0, question.rows), more: isCut, until: null } };
  },
};

const kindOf = (name: string) => questionKinds.find((kind) => kind.name === name)!;
const base: Asked = {
  ...{ devices: null, interface: null, metric: 'cpu_pct', span: { from, to }, compared: null, places: 'all places' },
};
async function ask(
  name: string,
  asked: Partial<Asked> = {},
  port: RecordsPort = records,
  at = now,
): Promise<QuestionAnswer> {
  const kind = kindOf(name);
  const metric = kind.metric === 'none' ? null : base.metric;
  const answer = await answerQuestion(
    kind,
    { ...base, metric, ...asked },
    { tables, records: port, now: at },
    { withinMs: 1 },
  );
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
/** Between the two nearest values, as far from each as the share says. */
function quantile(all: readonly number[], share: number): number {
  const sorted = [...all].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
const deviation = (all: readonly number[]) =>
  Math.sqrt(all.reduce((sum, value) => sum + (value - mean(all)) ** 2, 0) / (all.length - 1));
function groups<T>(all: readonly T[], key: (one: T) => string | number): T[][] {
  const found = new Map<string | number, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return [...found.values()];
}
const valuesOf = (all: readonly { value: number }[]) => all.map(({ value }) => value);
const placeKey = ({ device, interface: port }: Sample) => `${device} ${port}`;
const hourOf = (at: number) => at - (at % hourMs);
const placeWords = ({ device, interface: port }: { device: string; interface: string }) =>
  port === '' ? device : `${device} ${port}`;
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function selected({ devices, interface: port, metric, span }: Asked): Sample[] {
  return samples.filter(
    (one) =>
      (devices === null || devices.includes(one.device)) &&
      (port === null || one.interface === port) &&
      (metric === null || one.metric === metric) &&
      one.at >= span.from &&
      one.at < span.to,
  );
}

/** Numbers to nine figures, and everything else as it is. */
function expectRows(rows: readonly Row[], wanted: readonly Row[]): void {
  expect(rows.length).toBe(wanted.length);
  for (const [i, row] of rows.entries())
    for (const [name, value] of Object.entries(wanted[i]!)) {
      const got = row[name];
      if (typeof value === 'number' && typeof got === 'number' && !Number.isNaN(value))
        expect(Math.abs(got - value), `${name} of row ${i}: ${got}, ${value}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(value)),
        );
      else expect(got, `${name} of row ${i}`).toEqual(value);
    }
}

const shapes: [string, Partial<Asked>][] = [
  ['all', {}],
  ['a device with a quote', { devices: ["O'Hara"], places: "O'Hara" }],
  ['an interface', { devices: ['Ü⚡'], interface: 'Gi0/1', metric: 'latency_ms', places: 'Ü⚡ Gi0/1' }],
  ['two devices and another metric', { devices: ['R1', 'Ü⚡'], metric: 'latency_ms', places: 'site S (2 devices)' }],
  ['days that are cut', { span: { from: from + 7.25 * hourMs, to: from + 3 * dayMs + 25 * 60_000 } }],
];

describe.each(shapes)('of %s', (_name, shape) => {
  const asked = { ...base, ...shape };
  const chosen = selected(asked);
  const first = (rows: readonly Row[], column: string) => rows.map((row) => row[column])[0];

  it('values: every bucket', async () => {
    const { rows, sentence } = await ask('values', shape);
    const buckets = groups(chosen, ({ at }) => hourOf(at)).sort((a, b) => a[0]!.at - b[0]!.at);
    expectRows(
      rows,
      buckets.map((all) => ({
        ...{ ts: hourOf(all[0]!.at), places: new Set(all.map(placeKey)).size, readings: all.length },
        ...{ mean: mean(valuesOf(all)), least: Math.min(...valuesOf(all)), highest: Math.max(...valuesOf(all)) },
        p95: Math.max(...groups(all, placeKey).map((one) => quantile(valuesOf(one), 0.95))),
      })),
    );
    expect(sentence).toContain(`mean ${Number(mean(valuesOf(chosen)).toPrecision(3))} `);
    expect(sentence).toContain(`highest ${Number(Math.max(...valuesOf(chosen)).toPrecision(3))} `);
    expect(sentence).toContain(`from ${chosen.length.toLocaleString('en-US')} readings.`);
  });

  it('hours: every hour of the day', async () => {
    const { rows, sentence } = await ask('hours', shape);
    const hours = groups(chosen, ({ at }) => new Date(at).getUTCHours()).sort(
      (a, b) => new Date(a[0]!.at).getUTCHours() - new Date(b[0]!.at).getUTCHours(),
    );
    const wanted = hours.map((all) => ({
      ...{ hour: new Date(all[0]!.at).getUTCHours(), readings: all.length, mean: mean(valuesOf(all)) },
      ...{ days: new Set(all.map(({ at }) => Math.floor(at / dayMs))).size, highest: Math.max(...valuesOf(all)) },
      p95: Math.max(
        ...groups(all, (one) => `${placeKey(one)} ${hourOf(one.at)}`).map((one) => quantile(valuesOf(one), 0.95)),
      ),
    }));
    expectRows(rows, wanted);
    expect(rows.some(({ hour }) => hour === 4)).toBe(false);
    const byMean = [...wanted].sort((a, b) => b.mean - a.mean);
    const words = (row: (typeof wanted)[number]) =>
      `from ${String(row.hour).padStart(2, '0')}:00 UTC (${Number(row.mean.toPrecision(3))} `;
    expect(sentence).toContain(`highest on average in the hour ${words(byMean[0]!)}`);
    expect(sentence).toContain(`lowest ${words(byMean.at(-1)!)}`);
  });

  it('usual: every hour of the week', async () => {
    const { rows, sentence } = await ask('usual', shape);
    const hourly = groups(chosen, ({ at }) => hourOf(at)).map((all) => ({
      at: hourOf(all[0]!.at),
      value: mean(valuesOf(all)),
    }));
    const weekHour = ({ at }: { at: number }) => ((new Date(at).getUTCDay() + 6) % 7) * 24 + new Date(at).getUTCHours();
    const wanted = groups(hourly, weekHour)
      .sort((a, b) => weekHour(a[0]!) - weekHour(b[0]!))
      .map((all) => ({
        ...{ weekday: 1 + Math.floor(weekHour(all[0]!) / 24), hour: weekHour(all[0]!) % 24, hours: all.length },
        ...{
          p10: quantile(valuesOf(all), 0.1),
          median: quantile(valuesOf(all), 0.5),
          p90: quantile(valuesOf(all), 0.9),
        },
      }));
    expectRows(rows, wanted);
    const most = [...wanted].sort((a, b) => b.median - a.median)[0]!;
    const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][most.weekday - 1];
    expect(sentence).toContain(
      `usually highest on ${day} ${String(most.hour).padStart(2, '0')}:00 UTC (${Number(most.median.toPrecision(3))} `,
    );
    expect(sentence).toContain(`${wanted.length} of the 168 hours`);
  });

  it('percentiles: every place', async () => {
    const { rows, sentence } = await ask('percentiles', shape);
    const wanted = groups(chosen, placeKey)
      .map((all) => ({
        ...{
          device: all[0]!.device,
          interface: all[0]!.interface ?? '',
          readings: all.length,
          highest: Math.max(...valuesOf(all)),
        },
        ...Object.fromEntries([50, 90, 95, 99].map((p) => [`p${p}`, quantile(valuesOf(all), p / 100)])),
      }))
      .sort((a, b) => (b as unknown as { p95: number }).p95 - (a as unknown as { p95: number }).p95);
    expectRows(rows, wanted);
    expect(sentence).toContain(`${placeWords(wanted[0]!)} has the highest 95th percentile`);
    for (const p of ['p50', 'p95'])
      expect(sentence).toContain(`below ${Number((first(wanted, p) as number).toPrecision(3))} `);
  });

  it('top: every place', async () => {
    const { rows, sentence } = await ask('top', shape);
    const wanted = groups(chosen, placeKey)
      .map((all) => ({
        ...{ device: all[0]!.device, interface: all[0]!.interface ?? '', readings: all.length },
        ...{ mean: mean(valuesOf(all)), highest: Math.max(...valuesOf(all)) },
        p95: Math.max(...groups(all, ({ at }) => hourOf(at)).map((one) => quantile(valuesOf(one), 0.95))),
      }))
      .sort((a, b) => b.mean - a.mean);
    expectRows(rows, wanted);
    expect(sentence).toContain(`${wanted[0]!.device}`);
    expect(sentence).toContain(`has the highest mean, ${Number(wanted[0]!.mean.toPrecision(3))} `);
  });

  it('coverage: every device', async () => {
    const { rows, sentence } = await ask('coverage', { ...shape, metric: null });
    const all = selected({ ...asked, metric: null });
    const wanted = groups(all, ({ device }) => device)
      .map((own) => ({
        ...{ device: own[0]!.device, hours: new Set(own.map(({ at }) => hourOf(at))).size, readings: own.length },
        ...{ metrics: new Set(own.map(({ metric }) => metric)).size, places: new Set(own.map(placeKey)).size },
        ...{ first: Math.min(...own.map(({ at }) => hourOf(at))), last: Math.max(...own.map(({ at }) => hourOf(at))) },
      }))
      .sort((a, b) => a.hours - b.hours || byText(a.device, b.device));
    expectRows(rows, wanted);
    expect(sentence).toContain(`${all.length.toLocaleString('en-US')} readings of ${wanted.length} device`);
    expect(sentence).toContain(`fewest hours: ${wanted[0]!.device}, ${wanted[0]!.hours}.`);
  });

  it('features: every series', async () => {
    const { rows, sentence } = await ask('features', shape);
    const windows = (all: readonly number[], of: (window: number[]) => number, least: number) =>
      all
        .map((_, i) => all.slice(Math.max(0, i - 4), i + 1))
        .filter((window) => window.length >= least)
        .map(of);
    const wanted = groups(chosen, (one) => `${placeKey(one)} ${one.metric}`)
      .map((all) => {
        const values = valuesOf([...all].sort((a, b) => a.at - b.at));
        const changes = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
        return {
          ...{ device: all[0]!.device, interface: all[0]!.interface ?? '', metric: all[0]!.metric, n: values.length },
          ...{ mean: mean(values), deviation: deviation(values), change: mean(changes) },
          ...{ mean5: mean(windows(values, mean, 1)), dev5: mean(windows(values, deviation, 2)) },
        };
      })
      .sort((a, b) => byText(a.device, b.device));
    expectRows(rows, wanted);
    const restless = [...wanted].sort((a, b) => b.dev5 / b.deviation - a.dev5 / a.deviation)[0]!;
    expect(sentence).toContain(`${restless.metric} of ${restless.device}`);
    expect(sentence).toContain(`${chosen.length.toLocaleString('en-US')} readings`);
  });

  it('compare: every place in both times', async () => {
    const half = { from: from + 4 * dayMs, to: from + 6.5 * dayMs };
    const before = { from, to: from + 1.75 * dayMs };
    const { rows, sentence } = await ask('compare', { ...shape, span: half, compared: before });
    const parts = [half, before].map((span) => groups(selected({ ...asked, span }), placeKey));
    const of = (part: number, place: string) => parts[part]!.find(([one]) => placeKey(one!) === place);
    const wanted = [...new Set(parts.flat().map(([one]) => placeKey(one!)))]
      .map((place) => {
        const [late, early] = [of(0, place)!, of(1, place)!];
        const worst = (all: Sample[]) =>
          Math.max(...groups(all, ({ at }) => hourOf(at)).map((one) => quantile(valuesOf(one), 0.95)));
        const [mean1, mean0] = [mean(valuesOf(late)), mean(valuesOf(early))];
        return {
          ...{ device: late[0]!.device, interface: late[0]!.interface ?? '', before: mean0, now: mean1 },
          ...{ change: (mean1 - mean0) / mean0, p95_before: worst(early), p95_now: worst(late) },
        };
      })
      .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before));
    expectRows(rows, wanted);
    const { device, before: was, now: is } = wanted[0]!;
    expect(sentence).toContain(`the mean changed most at ${device}`);
    expect(sentence).toMatch(new RegExp(`from ${Number(was.toPrecision(3))} \\S+ to ${Number(is.toPrecision(3))} `));
  });
});

describe('of records', () => {
  const span = { from: Math.min(...incidents.map(({ openedAt }) => openedAt)), to: recordsNow };
  const lengthOf = (one: (typeof incidents)[number]) => ((one.resolvedAt ?? recordsNow) - one.openedAt) / 60_000;

  it.each(['devices', 'interfaces'])('%s: time in incidents', async (name) => {
    const { rows, sentence } = await ask(name, { span }, records, recordsNow);
    const key = ({ place }: (typeof incidents)[number]) =>
      `${place.device} ${name === 'devices' ? '' : place.interface}`;
    const wanted = groups(
      incidents.filter(({ place }) => name === 'devices' || place.interface !== null),
      key,
    )
      .map((all) => ({
        ...{
          device: all[0]!.place.device,
          incidents: all.length,
          minutes: all.reduce((sum, one) => sum + lengthOf(one), 0),
        },
        grave: all.filter(({ severity }) => severity === 'major' || severity === 'critical').length,
        last: Math.max(...all.map(({ openedAt }) => openedAt)),
      }))
      .sort((a, b) => b.minutes - a.minutes);
    expectRows(rows, wanted);
    expect(sentence).toContain(`${wanted[0]!.device}`);
    expect(sentence).toContain(`${wanted.length} ${name} of all places had any`);
  });

  it('causes: how often and how long', async () => {
    const { rows, sentence } = await ask('causes', { span }, records, recordsNow);
    expect(sentence).toMatch(
      /^4 incidents of all places began between .* and .* UTC\. Most often: .* in 2 \(50 %\), half of them over within /,
    );
    const wanted = groups(incidents, ({ verdict }) => verdict?.cause ?? 'none')
      .map((all) => ({
        ...{ cause: all[0]!.verdict?.cause ?? null, incidents: all.length, share: all.length / incidents.length },
        minutes: quantile(all.map(lengthOf), 0.5),
      }))
      .sort((a, b) => b.incidents - a.incidents || byText(a.cause ?? '~', b.cause ?? '~'));
    expectRows(rows, wanted);
  });

  it('anomalies: by day', async () => {
    const { rows, sentence } = await ask('anomalies', { span }, records, recordsNow);
    const found = (
      await Promise.all(incidents.map(async ({ id }) => (await records.anomaliesOf(id)).map((one) => ({ ...one, id }))))
    )
      .flat()
      .filter(({ at }) => at < span.to);
    const wanted = groups(found, ({ at }) => Math.floor(at / dayMs))
      .map((all) => ({
        ...{
          day: Math.floor(all[0]!.at / dayMs) * dayMs,
          anomalies: all.length,
          incidents: new Set(all.map(({ id }) => id)).size,
        },
        ...{
          devices: new Set(all.map(({ place }) => place.device)).size,
          score: Math.max(...all.map(({ score }) => score)),
        },
      }))
      .sort((a, b) => a.day - b.day);
    expectRows(rows, wanted);
    expect(sentence).toContain(`${found.length} anomalous readings of all places`);
  });

  it('importance: the ten of each model, the latest first', async () => {
    const { rows, sentence } = await ask('importance', { span }, records, recordsNow);
    const wanted = (await records.importances())
      .sort((a, b) => b.trainedAt - a.trainedAt)
      .flatMap(({ model, trainedAt, features }) =>
        [...features]
          .sort((a, b) => b.importance - a.importance || byText(a.feature, b.feature))
          .slice(0, 10)
          .map((one) => ({ trained: trainedAt, model, ...one })),
      );
    expectRows(rows, wanted);
    expect(sentence).toContain(`looks most at ${wanted[0]!.feature} (`);
  });
});

describe('what an answer does not have', () => {
  const fixed = (table: Partial<HistoryTable>): HistoryTables => ({
    table: async () => ({
      outcome: 'ok',
      table: {
        columns: ['device', 'interface', 'readings', 'mean', 'p95', 'highest'],
        rows: [['R1', '', 3, 2, 3, 4]],
        more: false,
        until: null,
        ...table,
      },
    }),
  });
  const answered = async (name: string, table: Partial<HistoryTable>, asked: Partial<Asked> = {}) => {
    const answer = await answerQuestion(
      kindOf(name),
      { ...base, ...asked },
      { tables: fixed(table), records, now },
      { withinMs: 1 },
    );
    if ('problem' in answer) throw new Error(answer.problem);
    return answer;
  };

  it('rows that were cut: the sentence is about those that are there, and a note says how to have all', async () => {
    const { sentence, notes } = await answered('top', {
      more: true,
      rows: Array<(string | number)[]>(1234).fill(['R1', '', 3, 2, 3, 4]),
    });
    expect(sentence).toMatch(/^Of the first 1,234 rows only: CPU of all places /);
    expect(notes).toEqual(['There are more than these 1,234 rows: name fewer places or a shorter time.']);
    expect((await answered('top', {})).sentence).not.toContain('first');
  });

  it.each<[string, number | null, boolean]>([
    ['nothing is said', null, false],
    ['all hours are closed', to, false],
    ['the last hour is not closed', to - hourMs, true],
    ['none is closed', from, true],
  ])('later hours, where %s', async (_what, until, isTold) => {
    const note = `Later than ${new Date(until ?? 0).toISOString().slice(0, 16).replace('T', ' ')} UTC is not in it: that hour is not closed yet.`;
    expect((await answered('top', { until })).notes).toEqual(isTold ? [note] : []);
    // An answer without rows must say it too.
    expect((await answered('top', { until, rows: [] })).notes).toEqual(isTold ? [note] : []);
  });

  it.each(questionKinds.map(({ name }) => name))(
    '%s of a time with nothing in it: no chart, and not that all was well',
    async (name) => {
      const { rows, sentence, chart, notes } = await ask(
        name,
        {
          ...{
            span: { from: from - 5 * dayMs, to: from - 3 * dayMs },
            compared: { from: from - 9 * dayMs, to: from - 7 * dayMs },
          },
          places: 'R1 Gi0/1',
        },
        { incidents: async () => [], anomaliesOf: async () => [], importances: async () => [] },
      );
      expect([rows, chart, notes]).toEqual([[], null, []]);
      expect(sentence).toMatch(
        /^(No readings are stored of R1 Gi0\/1|Nothing is recorded of R1 Gi0\/1) from 2026-02-25 to 2026-02-26 UTC/,
      );
      expect(/does not mean that all was well/.test(sentence)).toBe(kindOf(name).records === undefined);
    },
  );

  it.each([
    ['too-slow', 'the history did not answer within 2 s', 'The history did not answer within 2 s.', true],
    ['damaged', 'Cannot read x (restore it)', 'The history did not answer: Cannot read x (restore it).', false],
  ] as const)('a history that is %s is a problem in words', async (why, reason, problem, isSlow) => {
    const failing: HistoryTables = { table: async () => ({ outcome: 'failed', why, reason }) };
    expect(await answerQuestion(kindOf('top'), base, { tables: failing, records, now }, { withinMs: 1 })).toEqual({
      problem,
      isSlow,
    });
  });

  it('the numbers of a table are those of its rows, as people read them', async () => {
    const answer = await ask('top');
    const { head, rows } = shownRows(answer, 2);
    expect(head).toEqual(['device', 'interface', 'readings', 'mean', 'p95 of the worst hour', 'highest']);
    expect(rows).toHaveLength(2);
    expect(rows[0]![3]).toBe(`${Number((answer.rows[0]!.mean as number).toPrecision(3))} %`);
  });
});
