import type { Fact } from '../vendor.ts';
import { linesOfBlock, valueInBlock } from './block-config.ts';
import { own } from './facts.ts';
import { parseMaxMetricLine } from './max-metric.ts';

/** Blocks as IOS-XE and EOS write them, with the number of the process. */
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
