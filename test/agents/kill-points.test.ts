import { type BaseCheckpointSaver, MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { sampled } from '../sampled.ts';
import { createWorld, now, silentLog, verdict } from './world.ts';

const writing = new Set(['put', 'putWrites']);

/** A process that dies at its n-th write, just before or just after the write was stored; nothing that it does afterwards arrives anywhere. */
function dyingAt(n: number, moment: 'before' | 'after') {
  let writes = 0;
  let isDead = false;
  const dead = () => {
    isDead = true;
    const gone = Promise.reject(new Error('the process is dead'));
    // What a dead process still calls without waiting for it must not count as an error that nobody heard.
    gone.catch(() => undefined);
    return gone;
  };
  const mortal = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, name) {
        const value = target[name as keyof T] as unknown;
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (isDead) return dead();
          if (!writing.has(String(name))) return value.apply(target, given);
          writes++;
          if (writes === n && moment === 'before') return dead();
          const answer = value.apply(target, given) as Promise<unknown>;
          return writes === n ? answer.then(dead) : answer;
        };
      },
    });
  return { mortal, writes: () => writes };
}

const prompts = await loadPrompts();
const model = await createChatModel({ offline: true });
const verified = { planId: 'plan-1', state: 'verified' as const, detail: null };

/**
 * Where there are two rounds, the first one ends without a plan, because the cause becomes known just when its decision is announced;
 * whichever process that is.
 */
function benchOn(saver: MemorySaver, rounds: number) {
  const world = createWorld({ verdict: rounds === 1 ? verdict : { ...verdict, cause: 'unknown' } });
  const { saveDecision } = world.ports;
  world.ports.saveDecision = (id, decision) => {
    world.incident.verdict = verdict;
    return saveDecision(id, decision);
  };
  const open = (mortal = <T extends object>(object: T): T => object) =>
    createOncallGraph({
      ...{ model, prompts, log: silentLog, clock: () => now },
      ports: mortal(world.ports),
      checkpointer: mortal<BaseCheckpointSaver>(saver),
    });
  return { ...world, open };
}

/** How many writes an investigation makes that nothing disturbs. */
async function countWrites(rounds: number): Promise<number> {
  const saver = new MemorySaver();
  const counting = dyingAt(Number.POSITIVE_INFINITY, 'after');
  const graph = benchOn(saver, rounds).open(counting.mortal);
  await graph.investigate('inc-1');
  await graph.resume('inc-1', verified);
  return counting.writes();
}

describe.each([1, 2])('a process that is killed at any of its writes in %i rounds', async (rounds) => {
  const writes = await countWrites(rounds);

  test('there are writes to be killed at', () => expect(writes).toBeGreaterThan(10 * rounds));

  const points = Array.from({ length: writes }, (_, i) => i + 1).flatMap((n) =>
    (['before', 'after'] as const).map((moment) => ({ n, moment })),
  );
  test.each(sampled(points, ({ n, moment }) => [moment, Math.floor(n / 3)]))(
    'leaves an incident that the next one investigates to the end: $moment write $n',
    async ({ n, moment }) => {
      const saver = new MemorySaver();
      const bench = benchOn(saver, rounds);
      const dying = bench.open(dyingAt(n, moment).mortal);
      await dying.investigate('inc-1').then(
        () => dying.resume('inc-1', verified).catch(() => undefined),
        () => undefined,
      );
      const next = bench.open();
      expect(await next.investigate('inc-1')).toMatchObject({ decision: { kind: 'plan', planId: 'plan-1' } });
      await next.resume('inc-1', verified);
      expect(await next.state('inc-1')).toMatchObject({ stage: 'done', outcome: verified });
      // The stored diagnosis and decision of a round come again with the same words, which the outbox tells of once.
      const told = [...bench.diagnoses, ...bench.decisions];
      expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(2 * rounds);
      expect(bench.decisions.at(-1)?.round).toBe(rounds);
      expect(bench.plans.size).toBe(1);
    },
  );
});
