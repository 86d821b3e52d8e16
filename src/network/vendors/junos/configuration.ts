import { own } from '../../parsing/facts.ts';
import { toSetLines } from '../../parsing/set-lines.ts';
import type { Fact } from '../../vendor.ts';

/**
 * `configured_cost` is a number or "none", `ospf_area` the area in which unit 0 of the interface stands. Nothing unless it stands in exactly
 * one area, or where OSPF is disabled on it, its metric is deactivated, or a group that is applied may set it.
 */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const all = toSetLines(text);
  const lines = all.map((line) => line.split(' '));
  const own0 = lines.filter(
    (words) =>
      words.slice(0, 4).join(' ') === 'set protocols ospf area' && words[5] === 'interface' && words[6] === `${name}.0`,
  );
  const areas = new Set(own0.map((words) => words[4]!));
  const [area] = areas;
  if (area === undefined || areas.size > 1 || own0.some((words) => words[7] === 'disable')) return [];
  if (isDeactivated(all, `protocols ospf area ${area} interface ${name}.0 metric`)) return [];
  const cost = own0.find((words) => words[7] === 'metric')?.[8];
  if (cost === undefined && inGroups(all, / protocols ospf area \S+ interface \S+ metric /)) return [];
  return [own('configured_cost', cost === undefined ? 'none' : Number(cost)), own('ospf_area', area)];
}

/**
 * `max_metric` is "on" while overload is configured; nothing without OSPF, where overload is deactivated or set in a group, and where it ends after a
 * time, because the configuration does not tell whether that time is over.
 */
export function parseMaxMetric(text: string): Fact[] {
  const all = toSetLines(text);
  const lines = all.filter((line) => line.startsWith('set protocols ospf '));
  if (lines.length === 0 || isDeactivated(all, 'protocols ospf overload')) return [];
  const overload = lines.filter((line) => /^set protocols ospf overload(?: |$)/.test(line));
  if (overload.some((line) => line.startsWith('set protocols ospf overload timeout '))) return [];
  if (overload.length === 0 && inGroups(all, / protocols ospf overload(?: |$)/)) return [];
  return [own('max_metric', overload.length > 0 ? 'on' : 'off')];
}

/** Whether a statement is there but deactivated: a value that is set then stays so, and deleting it would lose what was there. */
function isDeactivated(lines: readonly string[], statement: string): boolean {
  const marked = `deactivate ${statement}`;
  return lines.some((line) => line === marked || line.startsWith(`${marked} `));
}

/** Whether a group that is applied somewhere holds such a statement. */
function inGroups(lines: readonly string[], statement: RegExp): boolean {
  const applied = new Set(lines.flatMap((line) => /^set (?:.* )?apply-groups (\S+)$/.exec(line)?.[1] ?? []));
  return lines.some((line) => {
    const group = /^set groups (\S+) /.exec(line)?.[1];
    return group !== undefined && applied.has(group) && statement.test(line);
  });
}
