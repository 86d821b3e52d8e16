import type { ChartEvent } from './incident-chart.ts';
import { plot } from './style.ts';
import { textWidth } from './text-width.ts';

/** A label that hangs at its line like a flag at its pole. All positions are pixels from the left of the plot. */
export interface PlacedEvent extends ChartEvent {
  x: number;
  left: number;
  right: number;
  align: 'left' | 'right';
  /** 0 is the row next to the plot; further rows stand above it. */
  lane: number;
}

const gap = 8;
/** Between a pole and its flag. */
export const flagOffset = 5;

/** Whether two labels touch, or the line of one runs through the label of the other. */
function collide(a: PlacedEvent, b: PlacedEvent): boolean {
  const crosses = (pole: PlacedEvent, flag: PlacedEvent) =>
    pole.lane >= flag.lane && pole.x > flag.left - 2 && pole.x < flag.right + 2;
  if (a.lane === b.lane && a.left < b.right + gap && b.left < a.right + gap) return true;
  return crosses(a, b) || crosses(b, a);
}

/** More events than this are a storm; the first ones are shown. */
const maxEvents = 10;

/** Where a label could hang: right of its line before left of it, in the lower rows before the higher ones. */
function candidates(event: ChartEvent, x: number, lanes: number): PlacedEvent[] {
  const width = textWidth(event.label, plot.eventSize, 'bold') + flagOffset;
  const inLane = (lane: number): PlacedEvent[] => [
    { ...event, x, lane, align: 'left', left: x + flagOffset, right: x + width },
    { ...event, x, lane, align: 'right', left: x - width, right: x - flagOffset },
  ];
  const all = Array.from({ length: lanes }, (_, lane) => inLane(lane)).flat();
  return all.filter(({ left, right }) => left >= 0 && right <= plot.width);
}

/** Tries all ways to place the rest of the labels. `tries` bounds the search. Undefined when there is none. */
function placeRest(
  choices: PlacedEvent[][],
  placed: PlacedEvent[],
  tries: { left: number },
): PlacedEvent[] | undefined {
  const next = choices[placed.length];
  if (!next) return placed;
  for (const candidate of next) {
    tries.left -= 1;
    if (tries.left < 0) return undefined;
    if (placed.some((other) => collide(candidate, other))) continue;
    const found = placeRest(choices, [...placed, candidate], tries);
    if (found) return found;
  }
  return undefined;
}

/** Puts the labels of events into as few rows as let none touch another or be crossed by the line of another. */
export function placeEvents(events: readonly ChartEvent[], from: number, to: number): PlacedEvent[] {
  const shown = events
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at)
    .slice(0, maxEvents);
  const xOf = ({ at }: ChartEvent) => ((at - from) / (to - from)) * plot.width;
  for (let lanes = 1; lanes <= shown.length; lanes += 1) {
    const choices = shown.map((event) => candidates(event, xOf(event), lanes));
    const found = placeRest(choices, [], { left: 5000 });
    if (found) return found;
  }
  return shown
    .map((event, lane) => candidates(event, xOf(event), lane + 1).at(-1))
    .filter((event) => event !== undefined);
}
