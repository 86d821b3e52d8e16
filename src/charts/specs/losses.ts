import type { TopLevelSpec } from 'vega-lite';
import { describeLosses, describeLossesBriefly, formatLoss } from '../../foundation/loss-words.ts';
import type { ChartKind } from '../chart-kind.ts';
import { legendLayers } from '../chart-layers.ts';
import { chartTheme } from '../chart-theme.ts';
import { shortenMiddle } from '../legend.ts';
import { type LossLine, lossLooks, lossPanel, type PanelPlace } from '../loss-panel.ts';
import { plot } from '../style.ts';

/** How the error of one model or of several fell while they learned, each in a panel of its own. */
export interface LossesChart {
  /** What all of them are, such as the name of their kind; the label of the only one when left out. */
  of?: string;
  models: readonly LossLine[];
}

/** More panels than this would be too small. */
const mostPanels = 12;
/** Pixels between panels, for the numbers of an axis, and for its title and the two lines above the next panel. */
const gap = { column: 56, row: 92 };
const panelHeight = 130;
/** From the last row of panels to the legend. */
const legendBelow = 66;

/** Up to four in two columns, more in three. */
function layOut(count: number): { columns: number; places: PanelPlace[]; legendTop: number } {
  const columns = count === 1 ? 1 : count <= 4 ? 2 : 3;
  const rows = Math.ceil(count / columns);
  const isAlone = count === 1;
  const height = isAlone ? plot.height : panelHeight;
  const places = Array.from({ length: count }, (_, i): PanelPlace => {
    const width = Math.floor((plot.width - (columns - 1) * gap.column) / columns);
    return { width, height, isAlone, isLeft: i % columns === 0, isBottom: i + columns >= count };
  });
  return { columns, places, legendTop: rows * height + (rows - 1) * gap.row + legendBelow };
}

const shownOf = ({ models }: LossesChart) => models.slice(0, mostPanels);

function titleOf(chart: LossesChart): { text: string; subtitle: string } {
  const shown = shownOf(chart);
  const [first] = shown;
  const what = chart.of ?? (chart.models.length === 1 ? first!.label : 'several models');
  const text = `Error after each pass  ·  ${shortenMiddle(what, 40)}`;
  if (shown.length === 1) return { text, subtitle: factsOf(first!) };
  const count = shown.length < chart.models.length ? `${shown.length} of ${chart.models.length} models` : null;
  const below = 'below each name the error on later rows, and after which pass';
  return { text, subtitle: [count, below].filter(Boolean).join('  ·  ') };
}

function factsOf({ points, kept, passes }: LossLine): string {
  const at = points.find(({ pass }) => pass === kept);
  if (!at) return 'no data';
  const reached = `${formatLoss(at.later)} on later rows, ${formatLoss(at.training)} on those it learned from`;
  return `pass ${kept} of ${passes} was kept: ${reached}`;
}

function spec(chart: LossesChart): TopLevelSpec {
  const shown = shownOf(chart);
  const { columns, places, legendTop } = layOut(shown.length);
  const [first, ...others] = shown.map((line, i) => lossPanel(line, places[i]!));
  const legend = legendLayers(Object.values(lossLooks), legendTop);
  return {
    ...{ padding: plot.padding, config: chartTheme, title: titleOf(chart), columns },
    ...{ bounds: 'flush', spacing: gap, align: 'none' },
    concat: [{ ...first!, layer: [...first!.layer, ...legend] }, ...others],
  };
}

/** Slack takes up to 2,000 characters of alt text. */
const maxLength = 1900;

export const losses = {
  problem: ({ models }) => (models.length > 0 ? null : 'at least one model'),
  spec,
  altText({ models }) {
    const names = [...new Set(models.map(({ name }) => name))].join(', ');
    const [describe, of] =
      models.length === 1 ? [describeLosses, ''] : [describeLossesBriefly, ', on later rows and on those learned from'];
    const facts = models.map((line) => `${line.label.slice(0, 200)}: ${describe(line)}.`);
    const text = [`Error after each pass (${names.slice(0, 200)})${of}.`, ...facts].join(' ');
    return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  },
} satisfies ChartKind<LossesChart>;
