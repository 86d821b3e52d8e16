import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/models/random.ts';
import { createQLearning } from '../../../src/models/routing/q-learning.ts';

const agentWith = (discount: number, seed: number) =>
  createQLearning({ actions: 2, rate: 0.1, discount, exploration: 0.1, random: createRandom(seed) });

describe('tabular Q-learning', () => {
  it.each([1, 2, 3])('finds the better action of every state, however noisy (seed %i)', (seed) => {
    const random = createRandom(seed, 9);
    const agent = agentWith(0, seed);
    for (let i = 0; i < 3000; i++) {
      const state = i % 2 === 0 ? 'even' : 'odd';
      const action = agent.explore(state);
      const good = (state === 'even') === (action === 1);
      agent.learn(state, action, (good ? 2 : 0) + random() - 0.5, state === 'even' ? 'odd' : 'even');
    }
    expect([agent.best('even'), agent.best('odd')]).toEqual([1, 0]);
  });

  it('pays now for what comes later only when the future counts', () => {
    // Action 1 costs 1 and leads to the state that pays 5; action 0 costs nothing and stays.
    const learn = (discount: number) => {
      const agent = agentWith(discount, 1);
      for (let i = 0; i < 2000; i++) {
        const action = agent.explore('here');
        agent.learn('here', action, -action, action === 1 ? 'there' : 'here');
        if (action === 1) agent.learn('there', agent.explore('there'), 5, 'here');
      }
      return agent.best('here');
    };
    expect([learn(0), learn(0.95)]).toEqual([0, 1]);
  });

  it('tries everything once, and does not explore when it is asked for the best', () => {
    const agent = agentWith(0, 1);
    const first = agent.explore('s');
    agent.learn('s', first, -10, 's');
    expect(agent.explore('s')).toBe(1 - first);
    agent.learn('s', 1 - first, -5, 's');
    expect(Array.from({ length: 200 }, () => agent.best('s')).every((action) => action === 1 - first)).toBe(true);
    expect(Array.from({ length: 200 }, () => agent.explore('s'))).toContain(first);
  });
});
