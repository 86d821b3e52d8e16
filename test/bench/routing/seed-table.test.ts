import { describe, expect, it } from 'vitest';
import { type SeedRow, seedTable } from '../../../bench/routing/seed-table.ts';
import { describeSeeds, verdict } from '../../../bench/routing/seed-words.ts';

describe('the environment with three routes', () => {
  const table = seedTable(3);

  it('puts every rule beside static routing and the oracle, which nothing beats', () => {
    const oracle = table.rows.find(({ name }) => name === 'oracle')!;
    for (const row of table.rows) expect(row.latencyMs).toBeGreaterThanOrEqual(oracle.latencyMs);
    expect(table.rows.find(({ name }) => name === 'static')).toMatchObject({ gain: 0, gainWithin: 0 });
    expect(table.curve).toHaveLength(100);
    for (const { values } of table.values) expect(values).toHaveLength(table.routes.length);
  });

  it('answers the same for the same seeds', () => {
    expect(seedTable(3)).toEqual(table);
  });

  it('says what follows from the rows, and not more', () => {
    const row = (name: string, latencyMs: number): SeedRow => ({ name, latencyMs, gain: 0, gainWithin: 0 });
    const say = (agent: number, bandit: number, greedy: number) =>
      verdict([row('Q, γ 0.95', agent), row('Q, γ 0', bandit), row('last-hour greedy', greedy)]);
    expect(say(10, 9, 8)).toMatch(/before, beats the agent.*γ 0 is better than/);
    expect(say(10, 11, 12)).toMatch(/before, does not beat the agent.*γ 0 is not better than/);
    expect(describeSeeds(table, 3)).toContain(verdict(table.rows));
  });
});
