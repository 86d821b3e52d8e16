import { plot } from './style.ts';
import { textWidth } from './text-width.ts';

/** Where an entry of the legend stands, in pixels from the left and in rows from the top. */
export interface PlacedEntry {
  x: number;
  row: number;
  text: string;
}

export const legendSize = 13;
export const legendLine = 26;
const gapToText = 8;
const gapBetween = 26;
const longest = 44;

/** Cuts out of the middle, because names of interfaces differ at their end. */
export function shortenMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = Math.max(2, length - 1);
  return `${text.slice(0, Math.ceil(kept / 3))}…${text.slice(text.length - Math.floor((kept * 2) / 3))}`;
}

/** Sets the entries into rows that are no wider than the plot. */
export function placeLegend(labels: readonly string[]): PlacedEntry[] {
  let x = 0;
  let row = 0;
  return labels.map((label) => {
    const text = shortenMiddle(label, longest);
    const width = legendLine + gapToText + textWidth(text, legendSize);
    if (x > 0 && x + width > plot.width) {
      x = 0;
      row += 1;
    }
    const placed = { x, row, text };
    x += width + gapBetween;
    return placed;
  });
}

export const legendTextX = (entry: PlacedEntry) => entry.x + legendLine + gapToText;
