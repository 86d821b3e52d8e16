import type { Fact } from '../vendor.ts';
import { own } from './facts.ts';

/**
 * From the lines of an OSPF process on systems that keep one such line: `max_metric` is "on" or "off" as it is in force, so a line that waits for a
 * start is "off". `max_metric_line` is "free" unless such a line is there: a drain would take its place, and the way back would leave neither.
 */
export function parseMaxMetricLine(lines: readonly string[]): Fact[] {
  const set = lines.filter((line) => line.startsWith('max-metric router-lsa'));
  const waits = set.some((line) => line.includes(' on-startup'));
  const state = own('max_metric', set.length > 0 && !waits ? 'on' : 'off');
  return waits ? [state] : [state, own('max_metric_line', 'free')];
}
