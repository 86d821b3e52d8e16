import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSeries } from '../models/forecasting/made-series.ts';
import { runCli } from './run-cli.ts';

const start = Date.UTC(2026, 10, 23);
const minute = 60_000;
const hours = 10;
const count = hours * 60;
const devices = ['R1', 'R2'];
const waves = devices.map((_, i) =>
  makeSeries(i + 1, count).map((value, step) => value * (1 + 0.3 * Math.sin((step * Math.PI) / 20))),
);

let folder = '';
const at = (...names: string[]) => join(folder, ...names);

/** Latency that moves, memory that does not, and a counter of the device's own. */
function lineOf(device: number, step: number): string {
  const latency = waves[device]![step]!;
  const fields = [...(Number.isNaN(latency) ? [] : [`latency_ms=${latency}`]), 'memory_pct=40', `fan_rpm=${step}`];
  return `telemetry,device=${devices[device]} ${fields.join(',')} ${start + step * minute}`;
}

function writeRecording(name: string, spoil: (lines: string[]) => unknown = () => undefined): string {
  mkdirSync(at(name), { recursive: true });
  const lines = Array.from({ length: count }, (_, step) => devices.map((_, device) => lineOf(device, step))).flat();
  spoil(lines);
  writeFileSync(at(name, 'samples.lp'), `# precision=ms\n${lines.join('\n')}\n`);
  writeFileSync(at(name, 'topology.yaml'), 'devices: {R1: {platform: frr}, R2: {platform: frr}}\nlinks: {}\n');
  return at(name);
}

function writeCsv(name: string, spoil: (lines: string[]) => unknown = () => undefined): string {
  const lines = Array.from({ length: count }, (_, step) =>
    devices.map((device, i) => `${start + step * minute};${device};${waves[i]![step]!};40;0`.replace('NaN', 'n/a')),
  ).flat();
  spoil(lines);
  const text = ['timestamp;host;rtt_ms;memory;label', ...lines, ''].join('\n').replaceAll('.', ',');
  writeFileSync(at(name), name.endsWith('.gz') ? gzipSync(text) : text);
  return at(name);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-forecast-'));
  writeRecording('recording');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const forecast = (...args: string[]) => runCli('backtest', 'forecast', ...args);
const methods = ['last value', 'moving average 0.2', 'median of 10', 'median of 60', 'boosted trees'];

describe('backtest forecast on a recording', () => {
  it('prints what was judged, a table of methods, the choice of the gate, and what could not be judged', async () => {
    const { code, stdout, stderr } = await forecast(at('recording'));
    expect(code, stderr).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('judged from 2026-11-23T06:59:18Z on');
    expect(lines[1]).toBe('not forecast unless named with --metric: fan_rpm');
    const known = waves.flatMap((wave) => [...wave.slice(419)].filter((value) => !Number.isNaN(value))).length;
    expect(lines).toContain('latency_ms: 10 min ahead, in steps of 1 min');
    // The last value before the cut is missing at one of them.
    expect(lines).toContain(`${known} forecasts at 2 places judged, learned from 837 steps of 2 places`);
    const top = lines.findIndex((line) => line.startsWith('METHOD'));
    const columns = /^(.+?) {2,}(\d[\d.]*) +(\d[\d.]*) +(\d\.\d{3}) +(\d[\d.]* %) +(\d[\d.]*)$/;
    const rows = lines.slice(top + 1, top + 6).map((line) => columns.exec(line));
    expect(rows.map((row) => row?.[1])).toEqual(methods);
    expect(rows[0]![4]).toBe('1.000');
    const own = rows.at(-1)![4];
    expect(stdout).toContain(
      `a training would use boosted trees: relative error 10 min ahead ${own} (last value 1.000`,
    );
    expect(stdout).toContain('memory_pct: not judged: at 2 places it did not move after the cut');
    expect(stderr).toContain('100 % done');
    expect(stderr).toContain('latency_ms: judging');
  });

  it('prints one JSON object, of the metrics that were asked for', async () => {
    const { code, stdout, stderr } = await forecast(
      ...[at('recording'), '--metric', 'latency_ms', 'fan_rpm', '--train-share', '0.8', '--json'],
    );
    expect(code, stderr).toBe(0);
    const { from, metrics, otherMetrics } = JSON.parse(stdout);
    expect(from).toBe(start + Math.round(0.8 * (count - 1) * minute));
    expect(otherMetrics).toEqual(['memory_pct']);
    expect(metrics.map(({ metric }: { metric: string }) => metric)).toEqual(['latency_ms', 'fan_rpm']);
    const [{ lines, forecasts, learned, chosen }] = metrics;
    expect(lines.map(({ name }: { name: string }) => name)).toEqual(methods);
    for (const line of lines) {
      expect(line).toMatchObject({ forecasts, places: 2 });
      for (const key of ['mae', 'rmse', 'share', 'coverage', 'intervalScore']) expect(line[key]).toBeGreaterThan(0);
    }
    expect(learned).toEqual({ places: 2, steps: 958, taughtPlaces: 2, taughtSteps: 958 });
    expect(chosen).toEqual({ name: 'boosted trees', isModel: true, reason: expect.any(String) });
  });

  it('says so when there is nothing that models forecast', async () => {
    const bare = writeRecording('bare', (lines) => {
      for (const [i, line] of lines.entries()) lines[i] = line.replace(/ .*(fan_rpm=\d+)/, ' $1');
    });
    const { code, stdout } = await forecast(bare);
    expect([code, stdout.split('\n').slice(1, 3)]).toEqual([
      0,
      [
        'not forecast unless named with --metric: fan_rpm',
        'nothing to judge: there is none of the metrics that models forecast',
      ],
    ]);
  });

  it.each<[string, (lines: string[]) => unknown, string[], RegExp]>([
    [
      'the line that is bad',
      (lines) => lines.splice(99, 1, `telemetry,device=R1 cpu_pct=x ${start}`),
      [],
      /samples\.lp line 101, column \d+: "x"/,
    ],
    [
      'the metric that is not there',
      () => 0,
      ['--metric', 'jitter_ms'],
      /holds no metric jitter_ms.*fan_rpm, latency_ms, memory_pct/s,
    ],
    [
      'the span',
      () => 0,
      ['--from', '2030-01-01'],
      /goes from 2026-11-23T00:00:00\.000Z to 2026-11-23T09:59:00\.000Z; --from must lie/,
    ],
  ])('is refused with %s', async (_what, spoil, args, message) => {
    const { code, stdout, stderr } = await forecast(writeRecording('bad', spoil), ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });
});

describe('backtest forecast on a CSV', () => {
  it('gives what a recording of the same values gives, whatever the dialect of the file is', async () => {
    const recorded = await forecast(at('recording'), '--metric', 'latency_ms', '--json');
    const { code, stdout, stderr } = await forecast(writeCsv('a.csv.gz'), '--metric', 'rtt_ms', '--json');
    expect(code, stderr).toBe(0);
    const [own, other] = [stdout, recorded.stdout].map((text) => JSON.parse(text));
    expect(own.metrics).toEqual([{ ...other.metrics[0], metric: 'rtt_ms' }]);
    expect(own.from).toBe(other.from);
  });

  it('prints no date for times that count from a beginning of their own', async () => {
    const csv = ['time,x', ...Array.from({ length: 300 }, (_, i) => `${i},${waves[0]![i] || 1}`)];
    writeFileSync(at('counting.csv'), csv.join('\n'));
    const { code, stdout } = await forecast(at('counting.csv'));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^x: 10 min ahead, in steps of 1 min\n91 forecasts at 1 place judged, learned from 209 steps/,
    );
    expect(stdout).toContain('boosted trees: not trained, because the part to learn from has fewer than 400 pairs');
    expect(stdout).toContain('a training would use the best simple forecast of each place: ');
  });

  it.each<[string, (lines: string[]) => unknown, RegExp]>([
    [
      'a word for a number',
      (lines) => lines.splice(8, 1, lines[8]!.replace(/;40;/, ';high;')),
      /row 9 .*column memory: "high"/,
    ],
    ['a time that goes back', (lines) => lines.push(lines[0]!), /row 1201 .*column time: .* sort the rows/],
    ['nothing but a header', (lines) => lines.splice(0), /has no rows/],
  ])('tells where a file is malformed: %s', async (_what, spoil, message) => {
    const { code, stdout, stderr } = await forecast(writeCsv('bad.csv', spoil));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('bad.csv');
    expect(stderr).toMatch(message);
  });

  it('answers a missing file with code 1 and a wrong share with code 2', async () => {
    expect(await forecast(at('none.csv'))).toMatchObject({ code: 1, stdout: '' });
    expect(await forecast('a.csv', '--train-share', '1')).toMatchObject({ code: 2 });
  });
});
