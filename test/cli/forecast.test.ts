import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { renderTopology } from '../../demo/network/topology-file.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { makeHours } from '../models/forecasting/day/made-hours.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';
import { silentLog } from '../store/open-test-store.ts';
import { runCli } from './run-cli.ts';

let folder = '';
const configured = () => ['--config', join(folder, 'nocturne.yaml')];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forecast-'));
  writeFileSync(join(folder, 'nocturne.yaml'), 'inventory: topology.yaml\nstate: state\nweb: {port: 0}\n');
  writeFileSync(join(folder, 'topology.yaml'), renderTopology(loadNetworkSpec()));
  const history = await openHistory({ dir: join(folder, 'state', 'history'), log: silentLog, clock: Date.now });
  // Values of one minute end after three: so slow may the machine be.
  const end = Date.now() - 1000;
  const values = makeSeries(3, 400, { level: 30, gaps: 0 });
  const samples = Array.from(values, (value, i) => ({
    ...{ at: end - (values.length - 1 - i) * 60_000, device: 'Router-A', interface: null, metric: 'cpu_pct', value },
  }));
  await history.append(samples);
  const hourly = Array.from(makeHours(3, 20 * 24), (value, i) => ({
    ...{ at: end - (20 * 24 - i - 1) * 3_600_000, device: 'Router-A', interface: null, metric: 'jitter_ms', value },
  }));
  await history.append(hourly);
  await history.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('forecasts from what is stored, in words and as JSON', async () => {
  const { code, stdout, stderr } = await runCli('forecast', 'router-a', ...configured());
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^CPU of Router-A: about [\d.]+ % at \d\d:\d\d UTC, between .* in nine of ten cases; /);
  expect(stdout).toContain('because no model of this metric is in use.');
  const json = JSON.parse(
    (await runCli('forecast', 'Router-A', 'cpu_pct', '--hours', '2', '--json', ...configured())).stdout,
  );
  expect(json).toMatchObject({
    ...{ metric: 'cpu_pct', place: { device: 'Router-A', interface: null }, model: { because: 'none-in-use' } },
    forecast: { outcome: 'ok', tested: { count: 120 } },
  });
});

it('forecasts a day, in words with a line for each hour, and as JSON', async () => {
  const { code, stdout, stderr } = await runCli('forecast', 'router-a', 'jitter_ms', '--day', ...configured());
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^Jitter of Router-A in the next 24 h: highest about [\d.]+ ms .*; lowest about .* the same hour yesterday over the last 7 days/,
  );
  expect(stdout.match(/^\d\d:00 UTC: about [\d.]+ ms, between [\d.]+ ms and [\d.]+ ms$/gm)).toHaveLength(24);
  const json = JSON.parse(
    (await runCli('forecast', 'Router-A', 'jitter_ms', '--day', '--json', ...configured())).stdout,
  );
  expect(json).toMatchObject({
    metric: 'jitter_ms',
    model: { because: 'none-in-use' },
    day: { outcome: 'ok', standIns: 0 },
  });
  expect(json.day.hours).toHaveLength(24);
  expect(json.day.tested.count).toBeGreaterThan(160);
  expect((await runCli('forecast', 'Router-A', 'cpu_pct', '--day', ...configured())).stdout).toMatch(
    /^CPU of Router-A in the next 24 h: No forecast: [67] of the last 168 hours hold a value, and 72 of them must: three days\.$/m,
  );
});

it('takes no hours for a day', async () => {
  const { code, stderr } = await runCli('forecast', 'Router-A', '--day', '--hours', '6', ...configured());
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining("'--day' cannot be used with option '--hours")]);
});

it.each([
  [['Router-AA'], 'No device Router-AA is in the inventory. Did you mean Router-A?'],
  [['Router-B'], 'Router-B sent nothing in the last 24 h'],
  [['Router-A', 'latency_ms'], 'Router-A sent no latency_ms in the last 24 h'],
  [['Router-A', '--interface', 'eth1'], 'No interface eth1 of Router-A sent anything'],
])('says what there is not: %j', async (words, reason) => {
  const { code, stdout, stderr } = await runCli('forecast', ...words, ...configured());
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(reason);
});
