import { afterEach, describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/bot.ts';
import type { Store } from '../../src/store/store.ts';
import { type DecidedRound, decideNoPlan, decisionKind } from '../../src/tools/decision.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf } from './slack-world.ts';
import { diagnosisOf, incidentOf, planOf, tell } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const inconclusive = decideNoPlan('inconclusive');
const noPlaybook = decideNoPlan('no_playbook');
const plan = { kind: 'plan', planId: 'plan-1', playbook: 'x', reason: 'y' } as const;

/** What the agents ended a round in, told as they tell it. */
async function endRound(store: Store, bot: Bot, round: number, decision: DecidedRound): Promise<void> {
  const sentences = [{ text: `What round ${round} found.`, evidence: ['E1'] }];
  await store.diagnoses.put({ ...diagnosisOf('inc-1'), round, sentences });
  await tell(store, { type: 'diagnosis.ready', incidentId: 'inc-1' });
  await bot.project();
  await store.facts.put(decisionKind, 'inc-1', { ...decision, round });
  if (decision.kind === 'plan') {
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
  }
  await tell(store, { type: 'decision.ready', incidentId: 'inc-1' });
  await bot.project();
}

describe('the rounds of the agents in Slack', () => {
  it.each<{ what: string; rounds: DecidedRound[]; stands: RegExp[]; gone: RegExp[] }>([
    {
      what: 'a plan after a round without one',
      rounds: [inconclusive, plan],
      stands: [/What round 2 found/, /plan_approve/],
      gone: [/What round 1 found/, /No plan is proposed/],
    },
    {
      what: 'another reason for no plan',
      rounds: [inconclusive, noPlaybook],
      stands: [/What round 2 found/, /No playbook covers the cause/],
      gone: [/What round 1 found/, /The diagnosis is inconclusive/],
    },
    {
      what: 'the third round',
      rounds: [inconclusive, noPlaybook, inconclusive],
      stands: [/What round 3 found/, /The diagnosis is inconclusive/],
      gone: [/What round [12] found/, /No playbook covers the cause/],
    },
  ])('$what: only the latest stands, as messages of its own', async ({ rounds, stands, gone }) => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const bot = await world.startBot(workspace, store);
    await store.incidents.insert(incidentOf('inc-1'));
    await tell(store, { type: 'incident.opened', incidentId: 'inc-1' });
    for (const [i, decision] of rounds.entries()) await endRound(store, bot, i + 1, decision);
    const said = JSON.stringify(everything(workspace));
    for (const text of stands) expect(said).toMatch(text);
    for (const text of gone) expect(said).not.toMatch(text);
    const posted = keysOf(workspace);
    expect(new Set(posted).size).toBe(posted.length);
    expect(posted.filter((key) => String(key).includes('diagnosis'))).toHaveLength(rounds.length);
  });

  it('agents that failed and found a plan after all leave no word of having failed', async () => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const bot = await world.startBot(workspace, store);
    await store.incidents.insert(incidentOf('inc-1'));
    await tell(store, { type: 'incident.opened', incidentId: 'inc-1' });
    await endRound(store, bot, 1, decideNoPlan('agents_failed'));
    await endRound(store, bot, 1, plan);
    const said = JSON.stringify(everything(workspace));
    expect(said).toContain('What round 1 found');
    expect(said).not.toContain('The agents failed');
  });
});
