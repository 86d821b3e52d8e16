import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { runCli } from './run-cli.ts';

let folder = '';
const start = 1_750_000_000_000;
const fault = (kind: 'latency' | 'loss', from: number): ScheduledFault => ({
  fault: { kind, link: kind === 'latency' ? 'L1' : 'L2', magnitude: kind === 'latency' ? 60 : 20 },
  start: start + from * 1000,
  end: start + (from + 30) * 1000,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  const faults = [fault('latency', 90), fault('loss', 150), fault('latency', 275), fault('loss', 335)];
  const options = { spec: loadNetworkSpec(), seed: 2, from: start, minutes: 7, faults };
  await recordWorld({ ...options, out: join(folder, 'recording') });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One device, a row a minute; the metric jumps for ten minutes in the judged part. */
function csvLines({ count = 400, label = 'label' }: { count?: number; label?: string } = {}): string[] {
  const random = createRandom(5);
  const lines = Array.from({ length: count }, (_, i) => {
    const isFault = i >= 300 && i < 310;
    const mark = label === 'change_point' ? i === 300 : isFault;
    const value = 20 + randomNormal(random) + (isFault ? 15 : 0);
    const time = new Date(start + i * 60_000).toISOString();
    return [time, 'r1', value.toFixed(3), ...(label ? [String(Number(mark))] : [])].join(',');
  });
  return [['time', 'entity', 'rtt_ms', ...(label ? [label] : [])].join(','), ...lines];
}

function write(name: string, lines: readonly string[]): string {
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
  return join(folder, name);
}

const detect = (...args: string[]) => runCli('backtest', 'detection', ...args);

describe('backtest detection on a CSV', () => {
  it('prints one line for each detector in aligned columns, and keeps progress from stdout', async () => {
    const { code, stdout, stderr } = await detect(write('a.csv.gz', csvLines()));
    expect(code, stderr).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('1 entity of 1 device, 200 rows judged, 200 learned from');
    expect(lines).toContain('5.0 % of the rows are anomalous: 1 event in 1 entity');
    const table = lines.slice(lines.findIndex((line) => line.startsWith('DETECTOR')));
    const at = table[0]!.indexOf('AUC-PR');
    for (const line of table.slice(1, 8)) expect(line.slice(at)).toMatch(/^[01]\.\d{3} {3}[01]\.\d{3}/);
    expect(stdout).toContain('AUC-PR: combined detector');
    expect(stderr).toContain('100 % done');
  });

  it('prints one JSON object, with the isolation forest and chance beside', async () => {
    const { stdout } = await detect(
      write('a.csv', csvLines()),
      '--from',
      new Date(start + 250 * 60_000).toISOString(),
      '--json',
    );
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ trainingRows: 250, rows: 150, events: 1, leftOut: [] });
    const area = (name: string) =>
      report.lines.find((line: { name: string }) => line.name === name).areaUnderPr as number;
    expect(area('combined detector')).toBeGreaterThan(area('random'));
    expect(area('isolation forest')).toBeGreaterThan(area('random'));
  });

  it('lets a change point stand for five rows', async () => {
    const { stdout } = await detect(write('change.csv', csvLines({ label: 'change_point' })), '--json');
    expect(JSON.parse(stdout).anomalousShare).toBeCloseTo(5 / 200, 12);
  });

  it('says what can be said without labels', async () => {
    const { code, stdout } = await detect(write('bare.csv', csvLines({ label: '' })));
    expect(code).toBe(0);
    expect(stdout).toContain('no labels');
    expect(stdout).toMatch(/DETECTOR +ALARMS\/DAY/);
    expect(stdout).not.toContain('AUC-PR');
  });

  it.each([
    [
      (lines: string[]) => lines.splice(9, 1, `${lines[9]!.split(',').slice(0, 3).join(',')},2`),
      /row 9 .*column label: "2"/,
    ],
    [(lines: string[]) => lines.splice(9, 1, lines[9]!.replace(/,[\d.]+,/, ',high,')), /row 9 .*column rtt_ms: "high"/],
    [(lines: string[]) => lines.push(lines[1]!), /row 401 .*column time: .* sort the rows/],
    [(lines: string[]) => lines.splice(60), /has no entity with 50 rows/],
  ])('tells where a file is malformed, case %#', async (spoil, message) => {
    const lines = csvLines();
    spoil(lines);
    const { code, stdout, stderr } = await detect(write('bad.csv', lines));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('bad.csv');
    expect(stderr).toMatch(message);
  });

  it('reads times that nobody knows when it is told what they are, and names the option when it is not', async () => {
    const own = csvLines().map((line, i) =>
      i === 0 ? line : line.replace(/^[^,]*/, String(60_000_000 * (i + 1_500))),
    );
    const untold = await detect(write('own.csv', own));
    expect([untold.code, untold.stderr]).toEqual([1, expect.stringMatching(/row 1 .*column time.*--precision/)]);
    const told = await detect(write('own.csv', own), '--precision', 'us', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ rows: 200, events: 1 });
    const dates = csvLines({ count: 120 }).map((line, i) =>
      line.replace(/^[^,]*Z/, `${String(1 + Math.floor(i / 12)).padStart(2, '0')}/11/2026 ${i % 12}:00`),
    );
    const unsaid = await detect(write('dates.csv', dates));
    expect([unsaid.code, unsaid.stderr]).toEqual([1, expect.stringMatching(/row 1 .*day 1 or day 11.*--date-order/)]);
    const said = await detect(write('dates.csv', dates), '--date-order', 'day-first', '--json');
    expect(JSON.parse(said.stdout)).toMatchObject({ rows: 60, trainingRows: 60 });
    expect(await detect('a.csv', '--date-order', 'year-first')).toMatchObject({ code: 2 });
  });

  it('answers a missing file with code 1 and a wrong share with code 2', async () => {
    expect(await detect(join(folder, 'none.csv'))).toMatchObject({ code: 1, stdout: '' });
    expect(await detect('a.csv', '--train-share', '1')).toMatchObject({ code: 2 });
    expect(await detect('a.csv', '--false-alarms-per-day', '0')).toMatchObject({ code: 2 });
  });
});

describe('backtest on a recording', () => {
  const recording = () => join(folder, 'recording');
  const from = ['--from', String(start + 240_000)];

  it('judges the places by the labels: both ends of a link for each fault after the split', async () => {
    const { code, stdout, stderr } = await detect(recording(), ...from, '--json');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ from: start + 240_000, events: 4, entitiesWithAnomaly: 4 });
    const own = report.lines.at(-1);
    expect(own.name).toBe('nocturne');
    const byLot = report.lines.find(({ name }: { name: string }) => name === 'random');
    expect(own.areaUnderPr).toBeGreaterThan(byLot.areaUnderPr + 0.3);
    expect(own.recall).toBeGreaterThan(0.5);
  });

  it('names the causes of the faults after the split', async () => {
    const { code, stdout, stderr } = await runCli('backtest', 'causes', recording(), ...from, '--json');
    expect(code, stderr).toBe(0);
    const { events, rows, trainingEvents } = JSON.parse(stdout);
    expect([trainingEvents, events.cases]).toEqual([2, 2]);
    const [usual, , own] = events.lines;
    expect(own).toMatchObject({ name: 'nocturne', accuracy: 1, placeRight: 1 });
    expect(usual.accuracy).toBe(0.5);
    expect(rows.lines.map(({ name }: { name: string }) => name)).toEqual([
      ...['always none', 'rule on the worst metric', 'cause forest'],
    ]);
  });

  it('says which labels it leaves out, and counts them', async () => {
    const other = join(folder, 'other-labels');
    cpSync(recording(), other, { recursive: true });
    const unknown = ['SW-99,,packet_loss', 'SW-99,,packet_loss', 'Router-A,,solar_flare'];
    const at = `${start + 300_000},${start + 301_000}`;
    appendFileSync(join(other, 'labels.csv'), unknown.map((label) => `${at},${label}\n`).join(''));
    const named = [
      { unknown: 'device SW-99', labels: 2 },
      { unknown: 'cause solar_flare', labels: 1 },
    ];
    const { stdout, stderr } = await runCli('backtest', 'causes', other, ...from, '--json');
    // The faults are the two that are known, as without those labels.
    expect(JSON.parse(stdout), stderr).toMatchObject({ labelsLeftOut: named, events: { cases: 2 } });
    const detected = await detect(other, ...from);
    expect(detected.stdout).toContain('labels left out: 2, by what is not known: device SW-99 (2)');
  });

  it('says so when nothing was labelled before or after the split', async () => {
    const late = await runCli('backtest', 'causes', recording(), '--from', String(start + 370_000));
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toMatch(/4 labelled faults to learn from and 0 to judge/);
    expect((await detect(recording(), '--from', '2030-01-01')).stderr).toMatch(/--from must lie between/);
  });
});

it('backtests causes of a CSV in the terminal', async () => {
  const random = createRandom(6);
  const lines = Array.from({ length: 300 }, (_, i) => {
    const cause = ['none', 'loss'][Math.floor(random() * 2)]!;
    return `${start + i * 60_000},${(randomNormal(random) + (cause === 'loss' ? 9 : 0)).toFixed(3)},${cause}`;
  });
  const { code, stdout } = await runCli('backtest', 'causes', write('causes.csv', ['time,loss_pct,cause', ...lines]));
  expect(code).toBe(0);
  expect(stdout).toContain('90 rows judged, 210 learned from, 1 feature');
  expect(stdout).toMatch(/METHOD +MACRO F1 +RIGHT/);
  // One rule is as good as a forest here, and simpler.
  expect(stdout).toContain('not beaten, use the baseline');
});
