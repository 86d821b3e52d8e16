import type { Topology } from '../../src/domain/device.ts';
import { describeMetric } from '../../src/domain/sample.ts';
import { decodePoints, noOutcome } from '../../src/telemetry/decode-points.ts';
import { createSenders } from '../../src/telemetry/intake/senders.ts';
import { formatBadLine } from '../../src/telemetry/line-point.ts';
import { createLineReader } from '../../src/telemetry/line-protocol.ts';
import { type LossReason, lossReasons } from '../../src/telemetry/mapping/losses.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import type { Precision } from '../../src/telemetry/precision.ts';

/** What the product makes of lines. */
export interface MappedLines {
  lines: number;
  /** The latest value of each metric at each place, by its time. */
  places: { device: string; interface: string | null; metric: string; value: number; unit: string }[];
  /** Senders that the inventory does not have. */
  unknown: { sender: string; tags: Record<string, string>; samples: number }[];
  /** Interfaces of known devices that the inventory does not have; their values are kept. */
  unknownInterfaces: { device: string; interface: string | null; samples: number }[];
  /** Values that gave no sample. */
  lost: { reason: LossReason; says: string; samples: number }[];
  bad: string[];
}

/** `topology` null: nothing is unknown. Lines without a time get `now`. */
export function mapLines(
  text: string,
  options: { topology: Topology | null; precision: Precision; now: number },
): MappedLines {
  const { topology, precision, now } = options;
  const mapping = createMetricMapping({}, topology);
  const senders = createSenders(() => now, Number.POSITIVE_INFINITY);
  const outcome = noOutcome();
  const last = new Map<string, { at: number; place: MappedLines['places'][number] }>();
  const reader = createLineReader(text, { precision, now });
  for (const samples of decodePoints(reader, { mapping, onLocated: senders.note }, outcome)) {
    for (const { at, device, interface: port, metric, value } of samples) {
      const key = `${device}\t${port ?? ''}\t${metric}`;
      if (at < (last.get(key)?.at ?? at)) continue;
      last.set(key, { at, place: { device, interface: port, metric, value, unit: describeMetric(metric).unit } });
    }
  }
  const { unknownDevices, unknownInterfaces } = senders.read();
  return {
    lines: outcome.lines,
    places: [...last.values()].map(({ place }) => place),
    unknown: unknownDevices.map(({ device, tags, values }) => ({ sender: device, tags, samples: values })),
    unknownInterfaces: unknownInterfaces.map(({ device, interface: port, values }) => ({
      device,
      interface: port,
      samples: values,
    })),
    lost: Object.entries(outcome.lost).map(([reason, samples]) => ({
      ...{ reason: reason as LossReason, says: lossReasons[reason as LossReason], samples },
    })),
    bad: outcome.bad.map(formatBadLine),
  };
}
