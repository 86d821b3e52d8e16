import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import { createFormerModel } from '../../src/app/former-model.ts';
import { actionIds } from '../../src/bot/action-ids.ts';
import { type Challenge, challengeFact, readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { causesKey } from '../../src/jobs/training/challenge-steps.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { processOf, untilInShadow } from '../jobs/labelled-world.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { testModels } from './world.ts';

const world = createSlackWorld();
const root = mkdtempSync(join(tmpdir(), 'challenge-messages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(world.close);

const given = createMemoryStore();
let promoted: Challenge;
let shadow: Challenge;
beforeAll(async () => {
  const learning = await untilInShadow(given, root);
  shadow = (await readChallenges(given))[0]!;
  for (let i = 0; i < 20; i++) await learning.network.add('after');
  await lookAtLabels(processOf(learning));
  promoted = (await readChallenges(given))[0]!;
});

let store = createMemoryStore();
let workspace: Workspace;
beforeEach(async () => {
  store = createMemoryStore();
  workspace = await world.open();
});

const event = { type: 'challenge.changed', challengeId: 'x' } as const;
let told = 0;
async function tell(challenge: Challenge): Promise<void> {
  await store.facts.put(challengeFact, challenge.id, challenge);
  await store.outbox.append(`told-${++told}`, { ...event, challengeId: challenge.id }, told);
}

const former = () =>
  createFormerModel({ registry: openModels(root), store, clock: () => ++told, onChanged: async () => undefined });
const startBot = () =>
  world.startBot(workspace, store, {
    models: { ...testModels([]), ...former() },
    grants: [{ commands: ['train'], users: [people.approver] }],
  });
const textsOf = () => everything(workspace).map(({ text, blocks }) => `${text}\n${JSON.stringify(blocks ?? [])}`);

describe('a rise of the error in Slack', () => {
  it('has one message that is edited, and another one for the model that comes into use', async () => {
    const bot = await startBot();
    await tell({ ...shadow, taught: null });
    await bot.project();
    expect(textsOf()[0]).toContain('it is being trained on all labels, those since the rise 8 times');
    await tell(shadow);
    await bot.project();
    expect(keysOf(workspace)).toEqual([`challenge:${shadow.id}`]);
    expect(textsOf()[0]).toContain('judges in the shadow: no later label to compare on yet');
    await tell(promoted);
    await tell(promoted);
    await bot.project();
    expect(keysOf(workspace)).toEqual([`challenge:${shadow.id}`, `promotion:${shadow.id}`]);
    const [head, news] = textsOf();
    const { labels, wins, losses } = promoted.trial;
    const counted = `on ${labels} later labels it was right ${wins} times where the rules were wrong, and wrong ${losses} times`;
    expect(head).toContain(counted);
    expect(news).toContain(counted.replace('on', 'On'));
    expect(news).toContain('labels of link L');
    expect(news).toContain('Use the one before');
  });

  it('has a button back that works after a restart, once, for those who may train, and is audited', async () => {
    const first = await startBot();
    await tell(promoted);
    await first.project();
    await first.close();
    const bot = await startBot();
    const { modelId } = promoted.taught!;
    const { ts } = everything(workspace)[1]!;
    const click = async (user: string) => {
      await workspace.control.press({ user, channel: noc, ts, action_id: actionIds.useFormerModel });
      await bot.idle();
    };
    const champion = async () => (await openModels(root).aliases(causesKey)).champion;

    await click(people.onCall);
    expect(await champion()).toBe(modelId);
    await Promise.all([click(people.approver), click(people.approver)]);
    expect(await champion()).toBeNull();
    const audited = (await store.audit.list()).filter(({ action }) => action.startsWith('model.'));
    expect(audited).toMatchObject([
      { action: 'model.back', actor: people.approver, detail: { id: 'rules', before: modelId } },
    ]);
    await bot.project();
    expect(textsOf()[1]).not.toContain('Use the one before');
    expect(textsOf()[1]).toContain('It is in use no more.');
    expect(await former().useFormer({ kind: 'causes', id: modelId, by: people.approver })).toBe(
      `Nothing changes: \`${modelId}\` is not in use any more.`,
    );
  });
});
