import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { runCli } from './run-cli.ts';

let folder = '';
let settings: string[] = [];
const before = readdirSync(tmpdir()).filter((name) => name.startsWith('nocturne-backtest-'));

/** What stood in a recording of the last minutes is what is stored, with its labels. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-of-history-'));
  const start = Date.now() - 480_000;
  const fault = (kind: 'latency' | 'loss', from: number): ScheduledFault => ({
    fault: { kind, link: kind === 'latency' ? 'L1' : 'L2', magnitude: kind === 'latency' ? 60 : 20 },
    start: start + from * 1000,
    end: start + (from + 30) * 1000,
  });
  const faults = [fault('latency', 90), fault('loss', 150), fault('latency', 275), fault('loss', 335)];
  await recordWorld({
    spec: loadNetworkSpec(),
    seed: 2,
    from: start,
    minutes: 7,
    faults,
    out: join(folder, 'recording'),
  });
  const config = join(folder, 'nocturne.yaml');
  writeFileSync(config, `inventory: ${join(folder, 'recording', 'topology.yaml')}\n`);
  settings = ['--config', config, '--state', join(folder, 'state')];
  mkdirSync(join(folder, 'state'));
  expect((await runCli('import', join(folder, 'recording'), ...settings)).stderr).not.toContain('nocturne:');
  expect((await runCli('labels', 'import', join(folder, 'recording', 'labels.csv'), ...settings)).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a backtest of what is stored', () => {
  it.each([['causes'], ['detection']])(
    'cuts it where it cuts the recording that was imported, with its labels: %s',
    async (kind) => {
      const of = async (...data: string[]) => {
        const ran = await runCli('backtest', kind, ...data, '--json', '--train-share', '.6', ...settings);
        expect(ran.code, ran.stderr).toBe(0);
        return ran;
      };
      const stored = await of('--history', '1h');
      expect(stored.stderr).toMatch(/stored telemetry from .*: \d+ samples, 8 labels/);
      // Samples of one moment come in another order, so that what is drawn by chance differs a little.
      const facts = ({ from, labelsLeftOut, trainingEvents, neverTrained }: Record<string, unknown>) => [
        ...[from, labelsLeftOut, trainingEvents, neverTrained],
      ];
      const recorded = await of(join(folder, 'recording'));
      expect(facts(JSON.parse(stored.stdout))).toEqual(facts(JSON.parse(recorded.stdout)));
    },
  );

  it('names what was stored in its errors, and leaves no folder behind', async () => {
    const ran = await runCli('backtest', 'causes', '--history', '1h', '--train-share', '.05', ...settings);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('the stored telemetry has 0 labelled faults to learn from');
    expect(ran.stderr).toContain('confirm or name causes in Slack');
    expect(ran.stderr).not.toContain(tmpdir());
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('nocturne-backtest-'));
    expect(left.filter((name) => !before.includes(name))).toEqual([]);
  });
});
