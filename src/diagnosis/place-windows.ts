import { createFeatureWindow, type FeatureWindow } from '../telemetry/feature-windows.ts';
import type { MetricLayout, PlaceKind } from './metric-layout.ts';

/** Rows of the rolling mean and deviation. */
export const windowRows = 5;

/** The window of one kind of place over deviations from usual, and where each metric stands in it. */
interface KindWindow {
  metrics: readonly string[];
  position: ReadonlyMap<string, number>;
  window: FeatureWindow;
}

export type Windows = Record<PlaceKind, KindWindow>;

/** Empty windows over the metrics of a layout. */
export function openWindows(layout: MetricLayout): Windows {
  const open = (metrics: readonly string[]): KindWindow => ({
    metrics,
    position: new Map(metrics.map((metric, index) => [metric, index])),
    window: createFeatureWindow({ metrics, window: windowRows }),
  });
  return { device: open(layout.device), interface: open(layout.interface) };
}
