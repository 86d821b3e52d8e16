import type { Topology } from '../../../src/domain/device.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { decodePoints, noOutcome } from '../../../src/telemetry/decode-points.ts';
import { createLineReader } from '../../../src/telemetry/line-protocol.ts';
import { countLosses } from '../../../src/telemetry/mapping/losses.ts';
import type { MappingInput } from '../../../src/telemetry/mapping/mapping-schema.ts';
import type { MappingTables } from '../../../src/telemetry/mapping/mapping-tables.ts';
import {
  createMappingOf,
  createMetricMapping,
  type LocatedPoint,
} from '../../../src/telemetry/mapping/metric-mapping.ts';
import type { Point } from '../../../src/telemetry/point.ts';

/** The moment of these tests; lines count their times in milliseconds from it. */
export const start = 1_795_875_600_000;

/** `core1 Gi1 throughput_mbps 10`, one for each sample. */
export const tell = ({ device, interface: port, metric, value }: Sample) =>
  [device, ...(port === null ? [] : [port]), metric, Number(value.toFixed(6))].join(' ');

/** What becomes of lines in nanoseconds; of several deliveries one after the other, when there are several texts. */
export function mapLines(
  lines: string | readonly string[],
  {
    mapping,
    tables,
    topology,
  }: { mapping?: MappingInput; tables?: MappingTables | undefined; topology?: string | Topology | undefined } = {},
) {
  const inventory = typeof topology === 'string' ? parseTopology(topology) : topology;
  const samples: Sample[] = [];
  const unknown: string[] = [];
  const outcome = noOutcome();
  const options = {
    mapping: tables ? createMappingOf(tables, inventory ?? null) : createMetricMapping(mapping, inventory ?? null),
    onLocated(_point: Point, { place }: LocatedPoint) {
      const isWhole = place.interface === null;
      if (!place.known || !place.knownInterface || place.numberOnly !== null) {
        unknown.push(`${place.device}${isWhole ? '' : ` ${place.interface}`}`);
      }
    },
  };
  for (const text of [lines].flat()) {
    const reader = createLineReader(text, { now: start + 86_400_000 });
    for (const slice of decodePoints(reader, options, outcome)) samples.push(...slice);
  }
  const { lost, bad } = outcome;
  return { samples, told: samples.map(tell), unknown: [...new Set(unknown)], lost, lostCount: countLosses(lost), bad };
}
