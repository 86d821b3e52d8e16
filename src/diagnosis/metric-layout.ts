import type { SeriesByPlace } from './reading.ts';

/** The metrics that a training span held, by kind of place. It fixes the order of all features. */
export interface MetricLayout {
  device: string[];
  interface: string[];
}

export type PlaceKind = keyof MetricLayout;

export const placeKinds = ['device', 'interface'] as const satisfies PlaceKind[];

export function kindOf(place: { interface: string | null }): PlaceKind {
  return place.interface === null ? 'device' : 'interface';
}

/** Metrics by kind of place, sorted, so that the order of the samples changes nothing. */
export function findLayout(series: SeriesByPlace): MetricLayout {
  const found = { device: new Set<string>(), interface: new Set<string>() };
  for (const { place, values } of series.values()) for (const metric of values.keys()) found[kindOf(place)].add(metric);
  return { device: [...found.device].sort(), interface: [...found.interface].sort() };
}

/** Every metric that any of the layouts has, in the order of their first naming. */
export function joinLayouts(layouts: readonly MetricLayout[]): MetricLayout {
  const joined = (kind: PlaceKind) => [...new Set(layouts.flatMap((layout) => layout[kind]))];
  return { device: joined('device'), interface: joined('interface') };
}
