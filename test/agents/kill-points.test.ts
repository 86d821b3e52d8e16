import { type BaseCheckpointSaver, MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { createWorld, now, silentLog } from './world.ts';

const writing = new Set(['put', 'putWrites']);

/** The process dies at its n-th write, just before or just after the write was stored; nothing that it does afterwards arrives. */
function dyingAt(saver: MemorySaver, n: number, moment: 'before' | 'after') {
  let writes = 0;
  const dead = () => Promise.reject(new Error('the process is dead'));
  const dying = new Proxy(saver, {
    get(target, name) {
      const value = target[name as keyof MemorySaver] as unknown;
      if (typeof value !== 'function' || !writing.has(String(name))) return value;
      return async (...given: unknown[]) => {
        writes++;
        if (writes > n || (writes === n && moment === 'before')) return dead();
        const answer = await value.apply(target, given);
        return writes >= n ? dead() : answer;
      };
    },
  });
  return { saver: dying as BaseCheckpointSaver, writes: () => writes };
}

const prompts = await loadPrompts();
const model = await createChatModel({ offline: true });
const verified = { planId: 'plan-1', state: 'verified' as const, detail: null };

function benchOn(_saver: MemorySaver) {
  const world = createWorld({});
  const open = (checkpointer: BaseCheckpointSaver) =>
    createOncallGraph({ model, ports: world.ports, checkpointer, prompts, clock: () => now, log: silentLog });
  return { ...world, open };
}

/** How many writes an investigation makes that nothing disturbs. */
async function countWrites(): Promise<number> {
  const saver = new MemorySaver();
  const counting = dyingAt(saver, Number.POSITIVE_INFINITY, 'after');
  const graph = benchOn(saver).open(counting.saver);
  await graph.investigate('inc-1');
  await graph.resume('inc-1', verified);
  return counting.writes();
}

describe('a process that is killed at any of its writes', async () => {
  const writes = await countWrites();

  test('there are writes to be killed at', () => expect(writes).toBeGreaterThan(10));

  const points = Array.from({ length: writes }, (_, i) => i + 1).flatMap((n) =>
    (['before', 'after'] as const).map((moment) => ({ n, moment })),
  );
  test.each(points)(
    'leaves an incident that the next one investigates to the end: $moment write $n',
    async ({ n, moment }) => {
      const saver = new MemorySaver();
      const bench = benchOn(saver);
      const dying = bench.open(dyingAt(saver, n, moment).saver);
      await dying.investigate('inc-1').then(
        () => dying.resume('inc-1', verified).catch(() => undefined),
        () => undefined,
      );
      const next = bench.open(saver);
      expect(await next.investigate('inc-1')).toMatchObject({ decision: { kind: 'plan', planId: 'plan-1' } });
      await next.resume('inc-1', verified);
      expect(await next.state('inc-1')).toMatchObject({ stage: 'done', outcome: verified });
      // The stored diagnosis and decision come again with the same words, which the outbox tells of once.
      expect(new Set(bench.decisions.map((decision) => JSON.stringify(decision))).size).toBe(1);
      expect(bench.plans.size).toBe(1);
    },
  );
});
