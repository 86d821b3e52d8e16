import { formatScore } from '../foundation/number-words.ts';
import { beatsBaselines, isBetter, type ModelMetric } from '../models/registry/model-card.ts';

/** What the new model and the one in use reach on the same rows, which neither has learned from; empty where there are no such rows. */
export interface Duel {
  challenger: readonly ModelMetric[];
  champion: readonly ModelMetric[];
}

/** Whether the new model becomes the one in use, and why, as a clause that stands alone. */
export interface GateDecision {
  decision: 'promote' | 'keep';
  reason: string;
}

const promote = (reason: string): GateDecision => ({ decision: 'promote', reason });
const keep = (reason: string): GateDecision => ({ decision: 'keep', reason });

/**
 * The new model must beat every baseline by the first metric that could be measured, and must not be worse than the one in use on the same rows.
 * What can't be measured is no better than anything: it is used only where there is no other, because a network that nobody watches is worse. Where all
 * is found, the measure can't tell who is better: a model that finds all but what chance hides is not kept out by a baseline that finds all.
 *
 * @param metrics of the new model, on the later part of the time
 * @param duel null when no model is in use
 * @param noise so little worse is no worse, because chance does as much
 */
export function gateByMetrics(metrics: readonly ModelMetric[], duel: Duel | null, noise = 0): GateDecision {
  const deciding = decidingOf(metrics);
  if (!deciding) {
    const names = metrics.map(({ name }) => name).join(', ');
    const unmeasured = `not measured (${names}), because the later part of the time holds too little`;
    return duel
      ? keep(`${unmeasured}; the model in use stays`)
      : promote(`${unmeasured}; in use because there is no other`);
  }
  if (!beatsBaselines(deciding, noise)) return keep(`it does not beat every baseline: ${describeMetric(deciding)}`);
  if (!duel) return promote(describeMetric(deciding));
  const [own, former] = [duel.challenger, duel.champion].map((of) => of.find(({ name }) => name === deciding.name));
  if (typeof own?.value !== 'number' || typeof former?.value !== 'number') {
    return promote(
      `${describeMetric(deciding)}; not compared with the model before it, because no rows are new to both`,
    );
  }
  const scores = `${own.name} ${score(own.value)} against ${score(former.value)}`;
  const isWorse = isBetter(former.value, own.value, own.better);
  if (isWorse && Math.abs(former.value - own.value) > noise) {
    return keep(`worse than the model in use on the same rows: ${scores}`);
  }
  const by = isWorse ? 'no worse than chance makes it beside' : 'no worse than';
  return promote(`${describeMetric(deciding)}; ${by} the model before it on the same rows: ${scores}`);
}

const score = (value: number | null) => formatScore(value, 3, 'not measured');

/** The first metric that could be measured. */
const decidingOf = (metrics: readonly ModelMetric[]) => metrics.find(({ value }) => value !== null);

/** The first metric that could be measured beside the best of its baselines, which is what a model is in use for; null where nothing was measured. */
export function describeWorth(metrics: readonly ModelMetric[]): string | null {
  const deciding = decidingOf(metrics);
  if (!deciding) return null;
  const { better, baselines } = deciding;
  const known = Object.entries(baselines).filter((one): one is [string, number] => one[1] !== null);
  const [best] = known.sort(([, a], [, b]) => (isBetter(a, b, better) ? -1 : isBetter(b, a, better) ? 1 : 0));
  return describeMetric({ ...deciding, baselines: best ? Object.fromEntries([best]) : {} });
}

/** A metric in words, with its baselines. */
export function describeMetric({ name, value, baselines }: ModelMetric): string {
  const beside = Object.entries(baselines).map(([other, reached]) => `${other} ${score(reached)}`);
  return `${name} ${score(value)}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
}
