import {
  addWarningScores,
  leadMinutes,
  scoreWarnings,
  type WarningScore,
} from '../../src/models/evaluation/limit-warnings.ts';
import {
  holtTrend,
  plainLimit,
  type TrendMethod,
  usualTrend,
} from '../../src/models/forecasting/trend/trend-methods.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { leakRows } from './leak-rows.ts';
import { overLimit } from './over-limit.ts';
import { leakWorlds, simulateLeakDay } from './simulate-leaks.ts';

const methods: Record<string, TrendMethod> = { trend: usualTrend, 'plain limit': plainLimit, Holt: holtTrend };

export interface SimulatedScore extends WarningScore {
  world: string;
  who: string;
  days: number;
}

/** Scores the trend and its peers on days of every world: `days` for each seed from 1. */
export function scoreSimulated({
  seeds,
  days,
  limit,
}: {
  seeds: number;
  days: number;
  limit: number;
}): SimulatedScore[] {
  return leakWorlds.flatMap((world, w) => {
    const simulated = Array.from({ length: seeds * days }, (_, i) => simulateLeakDay(world, limit, 1000 * (w + 1) + i));
    return Object.entries(methods).map(([who, method]) => {
      const scores = simulated.map(({ values }) => {
        const warns = leakRows(values, method, limit).map((minutes) => Number(!Number.isNaN(minutes)));
        return scoreWarnings(overLimit(values, limit), warns, { stepMinutes: 1 });
      });
      return { world: world.name, who, days: simulated.length, ...addWarningScores(scores) };
    });
  });
}

const share = (part: number, whole: number) => (whole === 0 ? '–' : (part / whole).toFixed(2));

/** The scores as a table: a row for each world and watch. */
export function describeSimulated(scores: readonly SimulatedScore[]): string {
  const rows = scores.map(({ world, who, days, crossings, warned, falseRuns }) => [
    ...[world, who, String(crossings)],
    ...warned.map((count) => share(count, crossings)),
    share(falseRuns, days),
  ]);
  const leads = leadMinutes.map((lead) => `warned ${lead} min before`);
  return buildTable(['world', 'who', 'crossings', ...leads, 'false a device-day'], rows);
}
