import type { LossesChart } from '../charts/specs/losses.ts';
import type { LossCurve } from '../domain/loss-curve.ts';
import { nameModel } from './training-words.ts';

/** One picture for each kind of which a model has losses: its models in panels, under their subjects. In the order of the first of each. */
export function drawnLosses(
  models: readonly { kind: string; subject: string; losses?: LossCurve | null | undefined }[],
): { kind: string; chart: LossesChart }[] {
  const drawn = models.flatMap(({ losses, ...key }) => (losses ? [{ ...key, losses }] : []));
  return [...Map.groupBy(drawn, ({ kind }) => kind)].map(([kind, own]) => {
    const [only] = own;
    if (own.length === 1) return { kind, chart: { models: [{ label: nameModel(only!), ...only!.losses }] } };
    return { kind, chart: { of: kind, models: own.map(({ subject, losses }) => ({ label: subject, ...losses })) } };
  });
}
