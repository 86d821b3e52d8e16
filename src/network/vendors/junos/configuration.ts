import { own } from '../../parsing/facts.ts';
import { toSetLines } from '../../parsing/set-lines.ts';
import type { Fact } from '../../vendor.ts';

/**
 * `configured_cost` is a number or "none", `ospf_area` the area in which unit 0 of the interface stands. Nothing unless it stands in exactly
 * one area, or where its metric is deactivated.
 */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const lines = toSetLines(text).map((line) => line.split(' '));
  const own0 = lines.filter(
    (words) =>
      words.slice(0, 4).join(' ') === 'set protocols ospf area' && words[5] === 'interface' && words[6] === `${name}.0`,
  );
  const areas = new Set(own0.map((words) => words[4]!));
  const [area] = areas;
  if (area === undefined || areas.size > 1) return [];
  if (isDeactivated(text, `protocols ospf area ${area} interface ${name}.0 metric`)) return [];
  const cost = own0.find((words) => words[7] === 'metric')?.[8];
  return [own('configured_cost', cost === undefined ? 'none' : Number(cost)), own('ospf_area', area)];
}

/** `max_metric` is "on" while overload is configured; nothing without OSPF, and where overload is deactivated. */
export function parseMaxMetric(text: string): Fact[] {
  const lines = toSetLines(text).filter((line) => line.startsWith('set protocols ospf '));
  if (lines.length === 0 || isDeactivated(text, 'protocols ospf overload')) return [];
  return [own('max_metric', lines.some((line) => /^set protocols ospf overload(?: |$)/.test(line)) ? 'on' : 'off')];
}

/** Whether a statement is there but deactivated: a value that is set then stays so, and deleting it would lose what was there. */
function isDeactivated(text: string, statement: string): boolean {
  const marked = `deactivate ${statement}`;
  return toSetLines(text).some((line) => line === marked || line.startsWith(`${marked} `));
}
