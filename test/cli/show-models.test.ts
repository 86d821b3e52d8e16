import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDetail, formatLosses, readDetails } from '../../src/cli/show-models.ts';
import type { AnyKind } from '../../src/learning/kind.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { curveOf } from '../../src/models/losses.ts';
import { runCli } from './run-cli.ts';

/** A kind that learns in passes: its model is its errors. */
const network = {
  ...{ kind: 'network', title: 'network', purpose: 'tells what comes next', fromArtefact: (stored: unknown) => stored },
  losses: (errors: number[]) => ({ name: 'absolute error', training: errors, later: errors, kept: 1 }),
} as Partial<AnyKind> as AnyKind;

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'models-show-'));
  cpSync(new URL('../fixtures/former-models', import.meta.url), join(state, 'models'), { recursive: true });
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const mover = { by: 'nadia', at: Date.UTC(2026, 0, 2, 3, 4), reason: 'seen at work' };
async function trainNetwork(subject: string, ...errors: number[]): Promise<string> {
  const registry = openModels(join(state, 'models'));
  const key = { kind: 'network', subject };
  const card = {
    ...{ ...key, method: 'LSTM', trainedAt: '2026-01-01T00:00:00.000Z', seed: 1, span: null, dataHash: 'sha256:0' },
    ...{ split: 'none', trainingRows: 5, features: [], classes: [], metrics: [], libraries: {}, notGoodFor: ['jumps'] },
  };
  const { id } = await registry.write({ model: errors, card });
  await registry.promote(key, id, mover);
  return id;
}
const show = (...words: string[]) => runCli('models', 'show', ...words, '--state', state);
const detailsOf = (subject?: string) => readDetails(openModels(join(state, 'models')), network, subject);

describe('nocturne models show', () => {
  it('tells all about a model', async () => {
    const { code, stdout, stderr } = await show('causes');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^causes\n {2}State {9}[0-9a-f]{16} is in use\n {2}Purpose {7}cause forest: names the cause/,
    );
    expect(stdout).toContain('macro F1 0.900 (rule on the worst metric 0.800');
    expect(stdout).toContain('\n  Labels        no labels yet: confirm or name causes with the buttons of an incident');
    expect(stdout).not.toContain('PASS');
    const found = JSON.parse((await show('causes', 'network', '--json')).stdout);
    expect(found).toMatchObject([
      { kind: 'causes', subject: 'network', isInUse: true, card: {}, losses: null, labels: { labels: 0 } },
    ]);
  });

  it('has the losses of one that learned in passes as a table', async () => {
    const id = await trainNetwork('latency-ms', 0.8, 0.2, 0.4);
    const [detail] = await detailsOf('latency-ms');
    expect(formatDetail(detail!).split('\n')).toEqual([
      'network of latency-ms',
      `  State                  ${id} is in use: seen at work (by nadia, 2026-01-02 03:04 UTC)`,
      '  Purpose                network: tells what comes next',
      '  Method                 LSTM',
      '  Trained                2026-01-01 00:00 UTC, on 5 rows, with seed 1',
      '  Split                  none',
      '  Measured               nothing',
      '  Not good for           jumps',
      expect.stringContaining('absolute error: 3 passes, pass 2 was kept: error 0.2 on later rows'),
      '     PASS  TRAINING  LATER',
      `     1     0.8       0.8    ${'#'.repeat(30)}`,
      `  *  2     0.2       0.2    ${'#'.repeat(8)}`,
      `     3     0.4       0.4    ${'#'.repeat(15)}`,
    ]);
  });

  it('tells of every model of a kind where no subject is named, and of one where it is', async () => {
    await trainNetwork('latency-ms', 0.8, 0.2);
    await trainNetwork('cpu-pct', 1, 2);
    const subjects = async (subject?: string) => (await detailsOf(subject)).map((detail) => detail.subject);
    expect(await subjects()).toEqual(['cpu-pct', 'latency-ms']);
    expect(await subjects('latency-ms')).toEqual(['latency-ms']);
    await expect(subjects('latncy-ms')).rejects.toMatchObject({
      ...{ code: 'no-such-subject', message: 'No model of kind network about "latncy-ms" was trained' },
      hint: 'did you mean latency-ms? there are models about cpu-pct, latency-ms',
    });
  });

  it('says what there is not, and the nearest word that there is', async () => {
    const wrong = await show('causes', 'netwrok');
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toContain('No model of kind causes about "netwrok" was trained (did you mean network?');
    const kind = await show('cuases');
    expect([kind.code, kind.stderr]).toEqual([2, expect.stringContaining('did you mean causes?')]);
    const none = await show('forecast-short');
    expect([none.code, none.stdout]).toEqual([
      0,
      expect.stringContaining('No model of kind forecast-short was trained'),
    ]);
    expect((await show('forecast-short', '--json')).stdout).toBe('[]\n');
  });
});

describe('losses as a table', () => {
  const table = (kept: number, ...errors: number[]) =>
    formatLosses(curveOf({ name: 'error', training: errors, later: errors, kept })!).split('\n');

  it('has few rows, among them the first, the kept and the last pass', () => {
    const lines = table(33, ...Array.from({ length: 60 }, (_, i) => 60 - i));
    expect(lines.length).toBeLessThanOrEqual(21);
    expect(lines[1]).toMatch(/^ +1 +60 +60 +#{30}$/);
    expect(lines.filter((line) => line.startsWith('*'))).toEqual([expect.stringMatching(/^\* +34 +27 +27 +#+$/)]);
    expect(lines.at(-1)).toMatch(/^ +60 +1 +1 /);
  });

  it.each([
    ['no number', [Number.NaN, 1], /no data +no data$/],
    ['zero everywhere', [0, 0], /0 +0$/],
    ['negative', [-1, 2], /-1 +-1$/],
  ])('has no bar for what is %s', (_what, errors, first) => {
    expect(table(0, ...errors)[1]).toMatch(first);
  });
});
