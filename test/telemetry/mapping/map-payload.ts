import { isOurMetric } from '../../../src/domain/sample.ts';
import type { MappingTables } from '../../../src/telemetry/mapping/mapping-tables.ts';
import { mapLines, start } from './map-lines.ts';
import type { Payload } from './payloads/payload.ts';

const timed = (line: string) => line.replace(/\{(\d+)\}$/, (_, second) => `${start + Number(second) * 1000}000000`);
const states = new Set(['oper_up', 'admin_up']);
const isOurs = (metric: string) => isOurMetric(metric) || states.has(metric);

/**
 * The latest value of each metric at each place, sorted, and what else came of the lines. `tables` stand in place of all that is known, and `parted`
 * lines come one by one.
 */
export function mapPayload(
  { lines, topology, mapping, ours }: Payload,
  { tables, parted }: { tables?: MappingTables; parted?: boolean } = {},
) {
  const texts = lines.map(timed);
  const mapped = mapLines(parted ? texts : texts.join('\n'), { topology, tables, ...(mapping && { mapping }) });
  const latest = new Map<string, { at: number; told: string }>();
  mapped.samples.forEach(({ at, metric }, index) => {
    const told = mapped.told[index]!;
    const key = told.slice(0, told.lastIndexOf(' '));
    if (ours && !isOurs(metric)) return;
    if (at >= (latest.get(key)?.at ?? 0)) latest.set(key, { at, told });
  });
  return { ...mapped, latest: [...latest.values()].map(({ told }) => told).sort() };
}
