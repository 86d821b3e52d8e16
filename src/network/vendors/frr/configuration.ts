import { linesOfBlock } from '../../parsing/block-config.ts';
import { own } from '../../parsing/facts.ts';
import { costOf, runsOspf } from '../../parsing/ospf-interfaces.ts';
import type { Fact } from '../../vendor.ts';

/** `configured_cost` is a number or "none"; nothing when the interface does not run OSPF. */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const block = linesOfBlock(text, `interface ${name}`);
  if (!block || !runsOspf(text, block)) return [];
  const cost = costOf(block);
  return cost === null ? [] : [own('configured_cost', cost)];
}

/**
 * `max_metric` is "on" or "off", for the one OSPF process without a number; nothing when there is none, or others beside it, which would go on
 * carrying traffic.
 */
export function parseMaxMetric(text: string): Fact[] {
  const block = linesOfBlock(text, 'router ospf');
  if (!block || [...text.matchAll(/^router ospf(?: .*)?$/gm)].length > 1) return [];
  return [own('max_metric', block.includes('max-metric router-lsa administrative') ? 'on' : 'off')];
}
