import type { Topology } from '../../src/domain/device.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createLog } from '../../src/log.ts';
import { createSenders, type SendersReport } from '../../src/telemetry/intake/senders.ts';
import { createSourceCounts, type SourceCounts } from '../../src/telemetry/intake/source-counts.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import type { Point } from '../../src/telemetry/point.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import { createWeb } from '../../src/web/web.ts';

export const token = 'token-of-the-receiver';

/** Nocturne's endpoint as the bot opens it, with all that came in. */
export interface Receiver {
  url: string;
  /** As they were sent. */
  points: Point[];
  samples: Sample[];
  senders(): SendersReport;
  counts(): SourceCounts;
  close(): Promise<void>;
}

export async function startReceiver(topology: Topology, port = 0): Promise<Receiver> {
  const points: Point[] = [];
  const samples: Sample[] = [];
  const senders = createSenders(Date.now);
  const sourceCounts = createSourceCounts();
  const loopDelay = createLoopDelay();
  const web = await createWeb({
    ...{ port, tokens: [token], loopDelay, clock: Date.now, log: createLog({ level: 'silent' }), sourceCounts },
    mapping: createMetricMapping({}, topology),
    senders: {
      note(point, located) {
        points.push(point);
        senders.note(point, located);
      },
    },
    onSamples: (slice) => void samples.push(...slice),
    health: () => ({}),
  });
  return {
    ...{ url: web.url, points, samples, senders: senders.read },
    counts: () => sourceCounts.of('line-protocol'),
    async close() {
      await web.close();
      loopDelay.close();
    },
  };
}
