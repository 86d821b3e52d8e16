import type { Fact } from '../vendor.ts';
import { own } from './facts.ts';

/**
 * From the lines of an OSPF process on systems that keep one such line: `max_metric` is "on" or "off" as it is in force, so a line that waits for a
 * start is "off". `max_metric_waiting` is "none"; it is not told where such a line is there, because a drain would take its place, and the way back
 * would leave neither.
 */
export function parseMaxMetricLine(lines: readonly string[]): Fact[] {
  const set = lines.filter((line) => line.startsWith('max-metric router-lsa'));
  const waits = set.some((line) => line.includes(' on-startup'));
  const state = own('max_metric', set.length > 0 && !waits ? 'on' : 'off');
  return waits ? [state] : [state, own('max_metric_waiting', 'none')];
}

/**
 * From what a running process shows of itself, as IOS-XE and EOS write it. Each condition has a state of its own; one that waits for the next start,
 * or is over, moves no traffic.
 */
export function originatesMaxMetric(text: string): boolean {
  if (!/Originating router-LSAs with maximum metric/i.test(text)) return false;
  const states = [...text.matchAll(/^ *Condition: .*State: (\w+)/gm)].map(([, state]) => state);
  return states.length === 0 || states.includes('active');
}

/** The parts of an answer that shows several processes; `heading` begins a line that begins a part. */
export function partsOfProcesses(text: string, heading: RegExp): string[] {
  const start = new RegExp(`^(?:${heading.source})`);
  return text.split(new RegExp(`^(?=${heading.source})`, 'm')).filter((part) => start.test(part));
}

/**
 * What is known of several processes that one answer shows: how many there are, and `max_metric` where it is the same for all. Whatever else they say
 * is about one of them, and nobody can tell which one is meant.
 */
export function severalProcesses(parts: readonly string[], isOn: (part: string) => boolean): Fact[] {
  const states = new Set(parts.map((part) => (isOn(part) ? 'on' : 'off')));
  const [state] = states;
  return [own('ospf_processes', parts.length), ...(states.size === 1 ? [own('max_metric', state!)] : [])];
}
