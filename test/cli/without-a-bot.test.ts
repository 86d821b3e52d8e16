import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { TrainingResult } from '../../src/learning/pipeline.ts';
import { runCli, spawnCli } from './run-cli.ts';

let folder = '';
const inFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'no-bot-'));
  const from = 1_750_000_000_000;
  const fault = (start: number) => ({
    ...{ fault: { kind: 'latency', link: 'L1', magnitude: 60 } as const },
    ...{ start: from + start * 1000, end: from + (start + 40) * 1000 },
  });
  const faults = [60, 160, 260].map(fault);
  await recordWorld({ spec: loadNetworkSpec(), seed: 2, from, minutes: 6, faults, out: inFolder('recording') });
  writeFileSync(inFolder('nocturne.yaml'), 'inventory: recording/topology.yaml\nweb: {port: 0}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('trains into the configured state, lists the models, checks the audit and talks, all without Slack', async () => {
  const configured = ['--config', inFolder('nocturne.yaml')];
  const nothingYet = await runCli('models', ...configured);
  expect(nothingYet.stdout).toContain('No model was trained yet');
  expect((await runCli('console', 'status', ...configured)).stderr).toContain('No bot runs, and there is no database');

  const trained = await runCli('train', 'causes', '--from', inFolder('recording'), ...configured, '--json');
  expect(trained.code, trained.stderr).toBe(0);
  const [detection, causes] = (JSON.parse(trained.stdout) as { models: TrainingResult }).models;
  expect([detection, causes].map((model) => [model!.kind, model!.promoted])).toEqual([
    ['detection', true],
    ['causes', true],
  ]);
  expect(causes!.metrics[0]!.value).toBeGreaterThan(0);

  const cards = JSON.parse((await runCli('models', ...configured, '--json')).stdout) as { id: string }[];
  expect(cards.map(({ id }) => id).sort()).toEqual([detection!.id, causes!.id].sort());
  expect((await runCli('models', ...configured)).stdout).toMatch(
    new RegExp(`\\*\\s+causes\\s+network\\s+${causes!.id}`),
  );
  expect((await runCli('models', 'list', '--history', ...configured)).stdout).toMatch(
    /causes\s+network\s+promote\s.*gate\s+macro F1/,
  );
  expect((await runCli('audit', 'verify', ...configured)).stdout).toBe('the audit is intact: 0 entries\n');

  const input = '/noc status\n\nmodels\n';
  const talk = await spawnCli(['console', ...configured], { cwd: folder, input });
  expect(talk.code, talk.stderr).toBe(0);
  expect(talk.stdout).toContain('0 open incidents, 0 plans waiting');
  expect(talk.stdout).toContain(causes!.id);
});

it('puts a model in use in this process, and says when there is none to go back to', async () => {
  const configured = ['--config', inFolder('nocturne.yaml')];
  const cards = JSON.parse((await runCli('models', '--kind', 'causes', ...configured, '--json')).stdout);
  const promoted = await runCli('models', 'promote', 'causes', cards[0].id, ...configured);
  expect(promoted, promoted.stderr).toMatchObject({ code: 0, stdout: `causes ${cards[0].id} is in use\n` });
  const back = await runCli('models', 'back', 'causes', ...configured);
  expect([back.code, back.stderr]).toEqual([1, expect.stringContaining('No model of kind causes was in use before')]);
});
