import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { runCli } from './run-cli.ts';

const from = 1_750_000_000_000;
/** Whole days, so that the time of the day stays. */
const shiftMs = from - (from % 86_400_000);
let folder = '';
const at = (...names: string[]) => join(folder, ...names);

/** A recording, and the same in microseconds from a beginning of its own, which nobody can know by their size. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'units-'));
  const fault = (start: number) => ({
    ...{ fault: { kind: 'latency', link: 'L1', magnitude: 60 } as const },
    ...{ start: from + start * 1000, end: from + (start + 40) * 1000 },
  });
  const faults = [60, 240, 400, 780, 870].map(fault);
  await recordWorld({ spec: loadNetworkSpec(), seed: 2, from, minutes: 16, faults, out: at('usual') });
  mkdirSync(at('own'));
  for (const name of ['topology.yaml', 'events.jsonl']) copyFileSync(at('usual', name), at('own', name));
  const shifted = (text: string, times: RegExp) => text.replace(times, (ms) => `${Number(ms) - shiftMs}000`);
  const lines = gunzipSync(readFileSync(at('usual', 'samples.lp.gz'))).toString();
  writeFileSync(at('own', 'samples.lp'), shifted(lines, /\b\d{13}$/gm));
  writeFileSync(at('own', 'labels.csv'), shifted(readFileSync(at('usual', 'labels.csv'), 'utf8'), /\b\d{13}\b/g));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the two answers may differ by, each in its own way. */
const leftOut = ['seconds', 'runId', 'id', 'dataHash'];
const movedTimes = ['from', 'to', 'openedAt', 'closedAt'];
const comparable = (text: string, movedMs: number) =>
  JSON.parse(text, (key, value: unknown) => {
    if (leftOut.includes(key)) return undefined;
    return movedTimes.includes(key) && typeof value === 'number' && value > 1e6 ? value + movedMs : value;
  });

const commands: [string, (recording: string) => string[]][] = [
  ['train', (recording) => ['train', '--from', recording, '--state', `${recording}-state`]],
  ['replay', (recording) => ['replay', recording, '--no-slack']],
  ['backtest detection', (recording) => ['backtest', 'detection', recording]],
  ['backtest causes', (recording) => ['backtest', 'causes', recording]],
  ['backtest forecast', (recording) => ['backtest', 'forecast', recording]],
];

describe('a recording in a unit that its size does not tell', () => {
  it.each(commands)('gives the same when %s is told', async (_name, command) => {
    const usual = await runCli(...command(at('usual')), '--json');
    expect(usual.code, usual.stderr).toBe(0);
    const own = await runCli(...command(at('own')), '--precision', 'us', '--json');
    expect(own.code, own.stderr).toBe(0);
    expect(comparable(own.stdout, shiftMs)).toEqual(comparable(usual.stdout, 0));
  });

  it.each(commands)('is refused with the option when %s is not told', async (_name, command) => {
    const { code, stderr } = await runCli(...command(at('own')));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/(samples\.lp line 1|labels\.csv line 2).*--precision/)]);
  });
});

it('refuses a unit where no recording is read', async () => {
  const { code, stderr } = await runCli('train', '--history', '--from', '2026-11-01', '--precision', 's');
  expect([code, stderr]).toEqual([1, expect.stringContaining('--precision is for recordings')]);
});

it('plays a recording and prints the comparison', async () => {
  const { code, stdout, stderr } = await runCli('replay', at('usual'), '--no-slack', '--json');
  expect(code, stderr).toBe(0);
  const result = JSON.parse(stdout);
  expect(Object.keys(result)).toEqual(['samples', 'seconds', 'incidents', 'against']);
  expect(Object.keys(result.incidents[0])).toEqual([
    ...['openedAt', 'closedAt', 'device', 'interface', 'cause', 'confidence'],
  ]);
  const numbers = ['events', 'found', 'incidents', 'matched', 'precision', 'recall', 'falsePerDay', 'causeRight'];
  expect(Object.keys(result.against)).toEqual(numbers);
});
