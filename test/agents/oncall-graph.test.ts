import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { createWorld, now, type Story, silentLog } from './world.ts';

async function createBench(story: Story = {}) {
  const world = createWorld(story);
  const checkpointer = new MemorySaver();
  const prompts = await loadPrompts();
  const model = await createChatModel({ offline: true });
  const restart = () =>
    createOncallGraph({ model, ports: world.ports, checkpointer, prompts, clock: () => now, log: silentLog });
  return { ...world, restart, graph: restart() };
}

const verified = { planId: 'plan-1', state: 'verified' as const, detail: null };
const proposals = (calls: string[]) => calls.filter((call) => call.startsWith('propose')).length;

describe('an investigation', () => {
  test('ends at a plan that waits, with diagnosis and decision handed on once', async () => {
    const { graph, diagnoses, decisions } = await createBench();
    const result = await graph.investigate('inc-1');
    expect(result).toMatchObject({ stage: 'waiting', decision: { kind: 'plan', planId: 'plan-1' }, outcome: null });
    expect(diagnoses).toHaveLength(1);
    expect(decisions).toEqual([{ ...result.decision, round: 1, about: result.about }]);
  });

  test('asked for again, also after a restart and at the same time, does nothing twice', async () => {
    const { graph, restart, diagnoses, calls } = await createBench();
    const results = await Promise.all([graph.investigate('inc-1'), graph.investigate('inc-1')]);
    expect(await restart().investigate('inc-1')).toEqual(results[0]);
    expect(results[1]).toEqual(results[0]);
    expect(diagnoses).toHaveLength(1);
    expect(proposals(calls)).toBe(1);
  });

  test('of an incident that is not stored fails with a code', async () => {
    const { graph } = await createBench();
    await expect(graph.investigate('inc-9')).rejects.toMatchObject({ code: 'incident-unknown' });
    expect(await graph.state('inc-8')).toBeNull();
  });
});

describe('after a crash', () => {
  test('between writing the plan and hearing of it, the same plan is found and not proposed again', async () => {
    const bench = await createBench();
    const { proposePlan } = bench.ports;
    bench.ports.proposePlan = async (request) => {
      await proposePlan(request);
      throw new Error('the process died');
    };
    await expect(bench.graph.investigate('inc-1')).rejects.toThrow('the process died');
    expect(await bench.graph.state('inc-1')).toMatchObject({ stage: 'working', decision: null });
    bench.ports.proposePlan = proposePlan;
    const result = await bench.restart().investigate('inc-1');
    expect(result).toMatchObject({ stage: 'waiting', decision: { kind: 'plan', planId: 'plan-1' } });
    expect(bench.plans.size).toBe(1);
    expect(bench.diagnoses).toHaveLength(1);
  });

  test('while the diagnosis was stored, it goes on from there with the same diagnosis', async () => {
    const bench = await createBench();
    const { saveDiagnosis } = bench.ports;
    bench.ports.saveDiagnosis = () => Promise.reject(new Error('store is gone'));
    await expect(bench.graph.investigate('inc-1')).rejects.toThrow('store is gone');
    bench.ports.saveDiagnosis = saveDiagnosis;
    bench.ports.show = () => Promise.reject(new Error('the analyst ran again'));
    expect(await bench.restart().investigate('inc-1')).toMatchObject({ stage: 'waiting' });
    expect(bench.diagnoses[0]?.evidence.map((entry) => entry.text)).toContain('Router-A eth1: OSPF cost is 10');
  });
});

describe('the outcome of a plan', () => {
  test('is told once, and a second time changes nothing', async () => {
    const { graph, restart } = await createBench();
    await graph.investigate('inc-1');
    const answers = await Promise.all([
      graph.resume('inc-1', verified),
      graph.resume('inc-1', { ...verified, state: 'failed' }),
    ]);
    expect(answers).toEqual(['resumed', 'already']);
    expect(await restart().resume('inc-1', verified)).toBe('already');
    expect(await graph.state('inc-1')).toMatchObject({ stage: 'done', outcome: verified });
  });

  test('of another plan is not taken', async () => {
    const { graph } = await createBench();
    expect(await graph.resume('inc-1', verified)).toBe('not-waiting');
    await graph.investigate('inc-1');
    expect(await graph.resume('inc-1', { ...verified, planId: 'plan-7' })).toBe('not-waiting');
    expect(await graph.state('inc-1')).toMatchObject({ stage: 'waiting' });
  });

  test('that comes before the thread has reached its interrupt is taken all the same', async () => {
    const bench = await createBench();
    const { saveDecision } = bench.ports;
    bench.ports.saveDecision = () => Promise.reject(new Error('the process died'));
    await expect(bench.graph.investigate('inc-1')).rejects.toThrow('the process died');
    bench.ports.saveDecision = saveDecision;
    expect(await bench.restart().resume('inc-1', verified)).toBe('resumed');
    expect(await bench.graph.state('inc-1')).toMatchObject({ stage: 'done', outcome: verified });
  });
});
