import { linesOfBlock, valueInBlock } from '../../parsing/block-config.ts';
import { own } from '../../parsing/facts.ts';
import { parseMaxMetricLine } from '../../parsing/max-metric.ts';
import type { Fact } from '../../vendor.ts';

const ospfProcess = /^router ospf (\d+)(?: vrf \S+)?$/gm;

/** `configured_cost` is a number or "none"; nothing without the interface or without OSPF. */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const block = linesOfBlock(text, `interface ${name}`);
  if (!block || text.search(ospfProcess) < 0) return [];
  const cost = valueInBlock(text, `interface ${name}`, 'ip ospf cost');
  return [own('configured_cost', cost === undefined ? 'none' : Number(cost))];
}

/** Nothing unless there is exactly one OSPF process: with several nobody can say which one carries the traffic. */
export function parseMaxMetric(text: string): Fact[] {
  const processes = [...text.matchAll(ospfProcess)];
  if (processes.length !== 1) return [];
  const [line, number] = processes[0]!;
  return [...parseMaxMetricLine(linesOfBlock(text, line) ?? []), own('ospf_process', Number(number))];
}

/**
 * The first number behind all sessions of this product that the switch still knows: a name that was committed can't be entered again. The
 * heading must be there, so that an answer that is something else gives no number.
 */
export function parseFreeSession(text: string): Fact[] {
  if (!/^Maximum number of pending sessions: \d+$/m.test(text)) return [];
  const taken = [...text.matchAll(/^\W*nocturne-(\d{1,4})(?:-undo)?(?= |$)/gm)].map(([, number]) => Number(number));
  return [own('session', Math.max(0, ...taken) + 1)];
}
