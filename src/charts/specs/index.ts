import { incident } from './incident.ts';

/** Every kind of chart, by the name under which it is drawn. */
export const chartKinds = { incident };

export type ChartName = keyof typeof chartKinds;
export type ChartInput<Name extends ChartName> = Parameters<(typeof chartKinds)[Name]['spec']>[0];
