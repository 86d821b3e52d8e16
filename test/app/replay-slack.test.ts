import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { Workspace } from '../../demo/slack/workspace.ts';
import { replayRecording } from '../../src/app/replay/replay-recording.ts';
import { createSlackAudience } from '../../src/app/replay/slack-audience.ts';
import { defaultConfig } from '../../src/config.ts';
import { bot, createSmallWorkspace, people } from '../demo/slack/small-workspace.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const start = 1_750_000_000_000;
const second = 1_000;
const store = useStore({ clock: () => start });
let folder = '';
let workspace: Workspace;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-slack-'));
  workspace = await createSmallWorkspace();
  const latency = (from: number) => ({
    ...{ fault: { kind: 'latency', link: 'L1', magnitude: 60 } as const },
    ...{ start: start + from * second, end: start + (from + 40) * second },
  });
  const faults = [latency(60), latency(320)];
  await recordWorld({ spec: loadNetworkSpec(), seed: 5, from: start, minutes: 9, faults, out: folder });
});
afterAll(async () => {
  await workspace?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('shows a replay in Slack as the day would have been, with a diagnosis and without anything to approve', async () => {
  const config = defaultConfig(folder, { env: { SLACK_BOT_TOKEN: bot.botToken, SLACK_API_URL: workspace.apiUrl } });
  let ids = 0;
  const newId = (prefix: string) => `${prefix}-${++ids}`;
  const given = { store: store(), newId, log: silentLog };
  const result = await replayRecording({
    ...{ recording: folder, config, from: start + 280 * second, to: start + 540 * second, speed: Infinity },
    ...{ ...given, modelsDir: join(folder, 'models'), audience: createSlackAudience(config, given) },
    digest: { kind: 'morning', dir: join(folder, 'history') },
  });
  expect(result.incidents.length).toBeGreaterThan(0);
  const messages = workspace.control.history({ user: people.onCall, channel: 'C0NOC0001' });
  const heads = messages.filter(({ ts, thread_ts: thread }) => !thread || thread === ts);
  // One for each incident, and the digest of what was played and of no time before it.
  expect(heads).toHaveLength(result.incidents.length + 1);
  const digest = heads.find(({ text = '' }) => text.startsWith(':newspaper:'))!;
  expect(JSON.stringify(digest)).toContain(`*Happened:* ${result.incidents.length} incident`);
  expect(result.digest).toMatchObject({ kind: 'morning', from: start + 280 * second, unread: null, isJudged: true });
  expect(result.digest!.incidents.map(({ openedAt }) => openedAt)).toEqual(
    result.incidents.map(({ openedAt }) => openedAt),
  );
  const said = JSON.stringify(messages);
  for (const part of ['Facts of INC-1', 'Diagnosis of INC-1']) expect(said).toContain(part);
  expect(said).not.toContain('plan_approve');
  expect(await store().diagnoses.get('INC-1')).toMatchObject({ writtenBy: 'offline' });
  expect(await store().plans.inStates(['pending', 'approved', 'running'])).toEqual([]);
});
