import type { Config } from 'vega-lite';
import { colours, font, plot } from './style.ts';

/** The look of every chart, in the words of Vega-Lite. */
export const chartTheme: Config = {
  font,
  background: colours.card,
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'bounds',
    color: colours.text,
    fontSize: 18,
    fontWeight: 'bold',
    subtitleColor: colours.muted,
    subtitleFontSize: 13,
    subtitlePadding: 6,
    offset: 16,
    limit: plot.width + 40,
  },
  axis: {
    labelColor: colours.muted,
    titleColor: colours.muted,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: colours.grid,
    domainColor: colours.grid,
    tickColor: colours.grid,
    labelPadding: 6,
    titlePadding: 10,
  },
};
