import { afterEach, describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/bot.ts';
import { createTerminalBot } from '../../src/bot/terminal-bot.ts';
import { tellTraining } from '../../src/jobs/training/training-runs.ts';
import { createMemoryStore } from './memory-store.ts';
import { createTestBot, diagnosisOf, incidentOf, move, planOf, tell } from './world.ts';

const slack = { botToken: 'xoxb-none', channel: '#noc', mode: 'socket' as const };
let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function begin() {
  const store = createMemoryStore();
  const printed: string[] = [];
  const fetch = () => Promise.reject(new Error('nothing may be asked of Slack'));
  bot = createTestBot({ slack, store, fetch }, (deps) =>
    createTerminalBot({ ...deps, write: (text) => printed.push(text) }),
  );
  await bot.start();
  return { store, bot, printed, said: () => printed.join('\n') };
}

describe('a bot without Slack', () => {
  it('prints an incident with its facts, its diagnosis and its plan, and what changes about them', async () => {
    const { store, bot, printed, said } = await begin();
    await store.incidents.insert(incidentOf('inc-1'));
    await tell(store, { type: 'incident.opened', incidentId: 'inc-1' });
    await bot.project();
    expect(said()).toMatch(/inc-1, head:\n {4}Congestion on Router-A eth1/);
    await store.diagnoses.put(diagnosisOf('inc-1'));
    await tell(store, { type: 'diagnosis.ready', incidentId: 'inc-1' });
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    await bot.project();
    expect(said()).toContain('Latency on Router-A eth1 rose to 84 ms.');
    expect(said()).toMatch(/ip ospf cost 100/);
    const before = printed.length;
    await tell(store, { type: 'incident.updated', incidentId: 'inc-1' });
    await bot.project();
    expect(printed.slice(before)).toEqual([]);
    await move(store, 'plan-1', 'pending', 'rejected');
    await bot.project();
    expect(printed.slice(before).join('\n')).toMatch(/plan-1, card, now:/);
  });

  it('prints the losses of a training, of which it draws nothing', async () => {
    const { store, bot, said } = await begin();
    const points = [{ pass: 1, training: 1.1, later: 1.02 }];
    const losses = { name: 'error', passes: 1, kept: 1, points };
    const model = { kind: 'day', subject: 'network', id: 'a', metrics: [], promoted: true, reason: 'good', losses };
    const ended = { state: 'done', done: 1, total: 1, note: 'day in use.' } as const;
    await tellTraining({ store, clock: () => 1 }, 'run-1', { ...ended, result: [model] });
    await bot.project();
    expect(said()).toMatch(
      /training:run-1:losses:day:\n {4}Error after each pass: day\n {4}day: 1 pass: error 1.02 on/,
    );
  });

  it('knows nobody, so nobody approves a plan, and answers commands', async () => {
    const { bot } = await begin();
    expect(await bot.person('U1')).toBeUndefined();
    expect(await bot.console('status')).toMatch(/open incident/);
  });
});
