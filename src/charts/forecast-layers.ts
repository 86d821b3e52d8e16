import type { Point } from '../domain/metric-reader.ts';
import type { Layer } from './chart-layers.ts';
import { colours } from './style.ts';

/** What was or is expected of one moment. */
export interface ForecastPoint {
  at: number;
  median: number;
  lower: number;
  upper: number;
}

/** The colour of what is expected, beside that of what came. */
export const forecastColour = colours.target[1];

/** Dashes of what is expected. */
export const forecastDash = [5, 3] as const;

const x = { field: 'at', type: 'temporal' } as const;
const between = { x, y: { field: 'lower', type: 'quantitative' }, y2: { field: 'upper' } } as const;
const middle = { x, y: { field: 'median', type: 'quantitative' } } as const;

/** A copy for each layer, because Vega marks what it has drawn. */
const copies = (values: readonly ForecastPoint[]) => values.map((one) => ({ ...one }));

export const bandLayer = (values: readonly ForecastPoint[], opacity = 0.2): Layer => ({
  data: { values: copies(values) },
  mark: { type: 'area', color: forecastColour, opacity },
  encoding: between,
});

/** How strongly the band of what comes next is drawn. */
const comingOpacity = 0.35;

const dot = {
  ...({ type: 'point', filled: true, size: 90, color: forecastColour, opacity: 1 } as const),
  ...({ stroke: colours.card, strokeWidth: 1.2 } as const),
};

/** From now, where the last value is known, to the one moment that is forecast. */
export function nextLayers(next: ForecastPoint, now: number, last: Point | undefined): Layer[] {
  const start = last ? [{ at: now, lower: last.value, upper: last.value, median: last.value }] : [];
  return [
    bandLayer([...start, next], comingOpacity),
    {
      data: { values: copies([next]) },
      mark: { type: 'rule', color: forecastColour, strokeWidth: 2.5 },
      encoding: between,
    },
    ...(['lower', 'upper'] as const).map(
      (field): Layer => ({
        data: { values: copies([next]) },
        mark: { type: 'tick', color: forecastColour, thickness: 2.5, size: 12, opacity: 1, orient: 'horizontal' },
        encoding: { x, y: { field, type: 'quantitative' } },
      }),
    ),
    { data: { values: copies([next]) }, mark: dot, encoding: middle },
  ];
}

/** Many moments that are forecast, as a line in a band; a single one, of which no line can be drawn, as a dot. */
export function comingLayers(coming: readonly ForecastPoint[]): Layer[] {
  if (coming.length === 0) return [];
  const line: Layer = {
    data: { values: copies(coming) },
    mark: { type: 'line', color: forecastColour, strokeWidth: 2.5, strokeDash: [...forecastDash] },
    encoding: middle,
  };
  const alone: Layer = { data: { values: copies(coming) }, mark: dot, encoding: middle };
  return [bandLayer(coming, comingOpacity), coming.length === 1 ? alone : line];
}
