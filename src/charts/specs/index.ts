import type { ChartKind } from '../chart-kind.ts';
import { forecast } from './forecast.ts';
import { history } from './history.ts';
import { incident } from './incident.ts';
import { labelAccuracy } from './label-accuracy.ts';
import { losses } from './losses.ts';
import { qValues } from './q-values.ts';

/** Every kind of chart, by the name under which it is drawn. */
export const chartKinds = { incident, forecast, losses, history, 'label-accuracy': labelAccuracy, 'q-values': qValues };

export type ChartName = keyof typeof chartKinds;
export type ChartInput<Name extends ChartName> = Parameters<(typeof chartKinds)[Name]['spec']>[0];

/** The kind of this name, for its own input. */
export function chartKind<Name extends ChartName>(name: Name): ChartKind<ChartInput<Name>> {
  const kinds: { [Each in ChartName]: ChartKind<ChartInput<Each>> } = chartKinds;
  return kinds[name];
}
