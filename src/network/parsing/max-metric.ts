import type { Fact } from '../vendor.ts';
import { own } from './facts.ts';

/**
 * `max_metric` is "on" or "off", from the lines of an OSPF process on systems that keep one such line. Nothing where that line waits for a start:
 * a drain would take its place, and the way back would leave neither.
 */
export function parseMaxMetricLine(lines: readonly string[]): Fact[] {
  const set = lines.filter((line) => line.startsWith('max-metric router-lsa'));
  if (set.some((line) => line.includes(' on-startup'))) return [];
  return [own('max_metric', set.length > 0 ? 'on' : 'off')];
}
