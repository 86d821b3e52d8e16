import { formatPercent, formatScore } from '../../src/foundation/number-words.ts';
import { buildTable } from '../scorecard/markdown.ts';
import type { SeedRow, SeedTable } from './seed-table.ts';

const shownEpisodes = [1, 2, 5, 10, 20, 50, 100];

/** The table, what it says in words, the learning curve and the values in Markdown. */
export function describeSeeds({ routes, rows, curve, values }: SeedTable, seeds: number): string {
  const latencies = buildTable(
    ['routes', 'mean round trip, ms', `gain over static, 95 % interval over ${seeds} seeds`],
    rows.map(({ name, latencyMs, gain, gainWithin }) => [
      ...[name, formatScore(latencyMs, 2)],
      `${formatPercent(gain, 1)} ± ${formatPercent(gainWithin, 1)}`,
    ]),
  );
  const learning = buildTable(
    ['episode', 'Q, γ 0.95, ms', 'Q, γ 0, ms'],
    curve
      .filter(({ episode }) => shownEpisodes.includes(episode))
      .map(({ episode, asked, bandit }) => [String(episode), formatScore(asked, 2), formatScore(bandit, 2)]),
  );
  const table = buildTable(
    ['state (seed 1)', 'tries', ...routes],
    values.map((one) => [one.state, String(one.tries), ...one.values.map((value) => formatScore(value, 1))]),
  );
  return `${[latencies, verdict(rows), learning, table].join('\n\n')}\n`;
}

/** What the rows say about the agent that was asked for. */
export function verdict(rows: readonly SeedRow[]): string {
  const find = (name: string) => rows.find((row) => row.name === name)!;
  const [agent, bandit, greedy] = [find('Q, γ 0.95'), find('Q, γ 0'), find('last-hour greedy')];
  const rule = greedy.latencyMs < agent.latencyMs ? 'beats' : 'does not beat';
  const discount = bandit.latencyMs < agent.latencyMs ? 'is better' : 'is not better';
  return [
    `A one-line rule, the route that was fastest in the hour before, ${rule} the agent.`,
    `A choice here does not change what comes later, so this is a contextual bandit, and γ 0 ${discount} than γ 0.95.`,
  ].join(' ');
}
