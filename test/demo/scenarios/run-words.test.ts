import { describe, expect, it } from 'vitest';
import { describeRun, describeSwitching, type RunFacts } from '../../../demo/scenarios/run-words.ts';
import { canMove, type PlanState } from '../../../src/domain/plan.ts';

const facts: RunFacts = {
  ...{ phase: 'running', open: [], resolved: [], plan: null, decision: null, faultStands: true, restSeconds: 25 },
};
const say = (more: Partial<RunFacts>) => describeRun({ ...facts, ...more });

/** Found by walking, so that a new state of a plan is here as well. */
function planStates(): PlanState[] {
  const known: PlanState[] = ['pending'];
  const all = [
    'approved',
    'running',
    'verifying',
    'unknown',
    'verified',
    'rolled-back',
    'failed',
    'rejected',
    'expired',
  ];
  for (const state of [...all, 'superseded', 'cancelled'] as PlanState[]) {
    if (known.some((from) => canMove(from, state))) known.push(state);
  }
  return known;
}

describe('what the page says of a run', () => {
  it.each([
    [{}, 'Nothing was noticed yet.'],
    [{ open: ['INC-1'] }, 'INC-1 is open.'],
    [{ open: ['INC-1', 'INC-2'] }, 'INC-1, INC-2 are open.'],
    [{ open: ['INC-1'], decision: 'escalate' }, 'No plan can repair this, so people are called'],
    [{ open: ['INC-1'], decision: 'none' }, 'No plan was proposed'],
    [{ open: ['INC-1'], decision: 'none', plan: 'pending' }, 'Its plan waits for approval'],
    [{ phase: 'over', resolved: ['INC-1'] }, 'INC-1 is resolved. The fault itself is still there.'],
    [{ phase: 'over', resolved: ['INC-1'], faultStands: false }, 'INC-1 is resolved. The fault is gone.'],
    [{ phase: 'over', resolved: ['INC-1'], plan: 'pending' }, 'A further plan waits for approval in the thread.'],
    [{ phase: 'waiting' }, 'Begins when the network has been well for 25 s.'],
    [{ phase: 'waiting', open: ['INC-1'] }, 'Begins when INC-1 is over.'],
    [{ phase: 'ending', open: ['INC-1', 'INC-2'] }, 'It is over when INC-1, INC-2 are over.'],
    [{ phase: 'ending' }, 'the devices have the configuration that they began with. It is over when the network'],
  ] satisfies [Partial<RunFacts>, string][])('%j: %s', (more, words) => {
    expect(say(more)).toContain(words);
  });

  it('has words of its own for each state of a plan', () => {
    const said = planStates().map((plan) => say({ open: ['INC-1'], plan }));
    expect(planStates().length).toBeGreaterThan(8);
    expect(new Set(said).size).toBe(said.length);
    expect(said.join('\n')).not.toMatch(/undefined|null/);
  });

  it('names what is ended, and for how long the network must be well', () => {
    expect(describeSwitching('loss', 25).switching).toMatch(/^loss is ended first\. Its fault goes away.* 25 s\.$/);
  });
});
