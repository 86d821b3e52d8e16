import type { TopLevelSpec } from 'vega-lite';

/**
 * A kind of chart. It has one file in `specs/`, one line in the list of its `index.ts`, and `chartContract` in a test. `Input` is all that a
 * picture shows: plain JSON, because it goes to a worker thread, with times in milliseconds since 1970 and values in the unit of their metric.
 * The axes are those of `chart-axes.ts`, the colours those of `style.ts`, so that every picture is read alike.
 */
export interface ChartKind<Input> {
  /** Why nothing can be drawn, such as a span without a length; null when it can. Missing data is no reason: draw that it is missing. */
  problem(input: Input): string | null;
  /** The picture in Vega-Lite: a card of its own, with a title, axes with units, and text as wide as `text-width.ts` says. Pure. */
  spec(input: Input): TopLevelSpec;
  /** The facts of the picture, for those who can't see it; at most 2,000 characters, and "no data" where there is none. Pure. */
  altText(input: Input): string;
}
