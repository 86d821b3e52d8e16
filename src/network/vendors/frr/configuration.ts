import { linesOfBlock, valueInBlock } from '../../parsing/block-config.ts';
import { own } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

/** `configured_cost` is a number or "none"; nothing when the interface does not run OSPF. */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const block = linesOfBlock(text, `interface ${name}`);
  if (!block?.some((line) => line.startsWith('ip ospf '))) return [];
  const cost = valueInBlock(text, `interface ${name}`, 'ip ospf cost');
  return [own('configured_cost', cost === undefined ? 'none' : Number(cost))];
}

/** `max_metric` is "on" or "off"; nothing when the device does not run OSPF. */
export function parseMaxMetric(text: string): Fact[] {
  const block = linesOfBlock(text, 'router ospf');
  if (!block) return [];
  return [own('max_metric', block.includes('max-metric router-lsa administrative') ? 'on' : 'off')];
}
