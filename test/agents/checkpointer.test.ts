import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { openCheckpointer } from '../../src/agents/checkpointer.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { openFreshStore } from '../store/shared-database.ts';
import { createWorld, now, silentLog } from './world.ts';

let store: OpenStore;
beforeAll(async () => {
  store = await openFreshStore({ clock: () => now });
});
afterAll(() => store.close());

test('an investigation that waits in the database is found, resumed once, and done after a restart', async () => {
  const world = createWorld();
  const prompts = await loadPrompts();
  const model = await createChatModel({ offline: true });
  const start = async () =>
    createOncallGraph({
      model,
      ports: world.ports,
      prompts,
      checkpointer: await openCheckpointer(store.pool),
      clock: () => now,
      log: silentLog,
    });
  expect(await (await start()).investigate('inc-1')).toMatchObject({
    stage: 'waiting',
    decision: { planId: 'plan-1' },
  });
  const { rows } = await store.pool.query(
    'SELECT count(*)::int AS threads FROM checkpoints.checkpoints WHERE thread_id = $1',
    ['inc-1'],
  );
  expect(rows[0].threads).toBeGreaterThan(3);

  const restarted = await start();
  const outcome = { planId: 'plan-1', state: 'verified' as const, detail: null };
  expect(await restarted.state('inc-1')).toMatchObject({ stage: 'waiting' });
  expect(await Promise.all([restarted.resume('inc-1', outcome), restarted.resume('inc-1', outcome)])).toEqual([
    'resumed',
    'already',
  ]);
  expect(await (await start()).state('inc-1')).toMatchObject({ stage: 'done', outcome });
  expect(world.diagnoses).toHaveLength(1);
});
