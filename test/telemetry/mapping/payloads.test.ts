import { describe, expect, it } from 'vitest';
import { isCanonicalMetric } from '../../../src/domain/sample.ts';
import { mapLines, start } from './map-lines.ts';
import { families, payloads } from './payloads/index.ts';
import type { Payload } from './payloads/payload.ts';

const timed = (line: string) => line.replace(/\{(\d+)\}$/, (_, second) => `${start + Number(second) * 1000}000000`);
const further = new Set([
  ...['throughput_out_mbps', 'cpu_max_pct', 'http_response_ms', 'dns_query_ms', 'oper_up', 'admin_up'],
  'queue_drops_per_s',
]);
const isOurs = (metric: string) => isCanonicalMetric(metric) || further.has(metric);

/** The latest value of each metric at each place, in any order, and what else came of the lines. */
function mapPayload({ lines, topology, mapping, ours }: Payload) {
  const mapped = mapLines(lines.map(timed).join('\n'), { topology, ...(mapping && { mapping }) });
  const latest = new Map<string, { at: number; told: string }>();
  mapped.samples.forEach(({ at, metric }, index) => {
    const told = mapped.told[index]!;
    const key = told.slice(0, told.lastIndexOf(' '));
    if (ours && !isOurs(metric)) return;
    if (at >= (latest.get(key)?.at ?? 0)) latest.set(key, { at, told });
  });
  return { ...mapped, latest: [...latest.values()].map(({ told }) => told).sort() };
}

describe.each(Object.entries(families))('what senders mean: %s', (_, family) => {
  it.each(family)('$name', (payload) => {
    const { bad, latest, unknown, lost } = mapPayload(payload);
    expect(bad).toEqual([]);
    expect(latest).toEqual([...payload.right].sort());
    expect(unknown).toEqual(payload.unknown ?? []);
    expect(lost).toMatchObject(payload.lost ?? {});
  });
});

describe('what senders mean', () => {
  it('is a sample, a part of one, or counted as lost', () => {
    const silent = payloads.filter((payload) => {
      const { samples, lostCount } = mapPayload(payload);
      return samples.length + lostCount === 0;
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
