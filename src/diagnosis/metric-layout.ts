import { mostMetrics } from './learning-places.ts';
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

/**
 * Metrics by kind of place, sorted, so that the order of the samples changes nothing. Of more than `mostMetrics` of a kind, those with the most values:
 * every reading of a place costs as much as the layout is long, and senders may write any name.
 */
export function findLayout(series: SeriesByPlace): MetricLayout {
  const counts = { device: new Map<string, number>(), interface: new Map<string, number>() };
  for (const { place, values } of series.values()) {
    const ofKind = counts[kindOf(place)];
    for (const [metric, list] of values) ofKind.set(metric, (ofKind.get(metric) ?? 0) + list.length);
  }
  return { device: mostUsed(counts.device), interface: mostUsed(counts.interface) };
}

function mostUsed(counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts.keys()].sort();
  return sorted
    .toSorted((a, b) => counts.get(b)! - counts.get(a)!)
    .slice(0, mostMetrics)
    .sort();
}

/** Every metric that any of the layouts has, in the order of their first naming. */
export function joinLayouts(layouts: readonly MetricLayout[]): MetricLayout {
  const joined = (kind: PlaceKind) => [...new Set(layouts.flatMap((layout) => layout[kind]))];
  return { device: joined('device'), interface: joined('interface') };
}
