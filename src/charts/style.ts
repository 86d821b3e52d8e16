import type { ChartEvent } from './incident-chart.ts';

/**
 * One style for all pictures: a dark card of its own, which stands on Slack's light and dark background alike and does not blind at night.
 * Text has a contrast of at least 4.5 : 1 against the card (WCAG 2.2, 1.4.3).
 */
export const colours = {
  card: '#161b22',
  text: '#e8ecf2',
  muted: '#a3aebd',
  grid: '#2a323d',
  noData: '#222933',
  anomaly: '#ff7b6b',
  threshold: '#6fd89a',
  target: ['#5ac8fa', '#f4d35e', '#ff9ecb'],
  control: ['#8d99aa', '#b49ad6', '#7fae9f', '#c2a280'],
} as const;

export const eventColours: Record<ChartEvent['kind'], string> = {
  fault: '#ff7b6b',
  detected: '#ffb454',
  approved: '#c9a6ff',
  executed: '#7fb2ff',
  recovered: '#6fd89a',
  'rolled-back': '#ffb454',
  other: '#a3aebd',
};

/** Dashes beside colours, for people who can't tell the colours apart. */
export const controlDashes = [
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
  [4, 4],
] as const;

/** Pixels. Slack shows a picture at about half its width: letters smaller than these are lost there. */
export const plot = { width: 660, height: 270, padding: 22, eventSize: 12 } as const;
export const font = 'DejaVu Sans';
