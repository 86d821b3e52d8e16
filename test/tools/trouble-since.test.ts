import { describe, expect, test } from 'vitest';
import type { Anomaly } from '../../src/domain/incident.ts';
import { type Place, samePlace } from '../../src/domain/place.ts';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { queryMetrics } from '../../src/tools/query-metrics.ts';
import { bad, createWorld, now } from '../agents/world.ts';

const second = 1_000;
const port = (device: string, name: string): Place => ({ device, interface: name });
const whole = (device: string): Place => ({ device, interface: null });
const old = 300 * second;

/** An anomaly that began so many seconds ago, and came again since. */
const flagged = (place: Place, metric: string, secondsAgo: number): Anomaly[] =>
  [secondsAgo, secondsAgo / 2].map((ago) => ({
    ...{ at: now - ago * second, place, score: 0.9, detector: 'd' },
    metrics: [{ metric, value: 90, expected: 4, deviation: 30 }],
  }));

interface Row {
  what: string;
  ask: Place;
  metric: string;
  anomalies: Anomaly[];
  /** Seconds for which the asked metric has been high there. */
  high: number;
  since: number;
}

const late = flagged(port('AP-1', 'eth1'), 'latency_ms', 300);
const rows: Row[] = [
  {
    what: 'a device that got into trouble long after others of the same incident',
    ...{ ask: whole('Switch-1'), metric: 'cpu_pct', high: 8, since: 8 },
    anomalies: [...late, ...flagged(whole('Switch-1'), 'cpu_pct', 8)],
  },
  {
    what: 'an interface, in the same case',
    ...{ ask: bad, metric: 'latency_ms', high: 8, since: 8 },
    anomalies: [...late, ...flagged(bad, 'latency_ms', 8)],
  },
  {
    what: 'the end of a link whose other end was flagged',
    ...{ ask: bad, metric: 'latency_ms', high: 8, since: 8 },
    anomalies: [...late, ...flagged(port('Router-B', 'eth1'), 'latency_ms', 8)],
  },
  {
    what: 'a place that had trouble of another kind before',
    ...{ ask: whole('Switch-1'), metric: 'cpu_pct', high: 8, since: 8 },
    anomalies: [...flagged(whole('Switch-1'), 'latency_ms', 300), ...flagged(whole('Switch-1'), 'cpu_pct', 8)],
  },
  {
    what: 'another metric of the place',
    ...{ ask: bad, metric: 'packet_loss_pct', high: 8, since: 8 },
    anomalies: [...late, ...flagged(bad, 'latency_ms', 8)],
  },
  {
    what: 'a place that was not flagged, beside the named one',
    ...{ ask: whole('Router-A'), metric: 'cpu_pct', high: 8, since: 8 },
    anomalies: [...late, ...flagged(bad, 'latency_ms', 8)],
  },
  {
    what: 'a place that was not flagged when the named one was not either',
    ...{ ask: whole('Router-A'), metric: 'cpu_pct', high: 300, since: 300 },
    anomalies: late,
  },
  {
    what: 'a long incident of which the first anomalies of the place are not kept any more',
    ...{ ask: bad, metric: 'latency_ms', high: 280, since: 8 },
    anomalies: [...late, ...flagged(bad, 'latency_ms', 8)],
  },
];

async function ask({ ask: { device, interface: name }, metric, anomalies, high }: Row) {
  const { ports, incident } = createWorld();
  const context = {
    ports: {
      ...ports,
      getIncident: async () => ({ incident: { ...incident, place: bad, openedAt: now - old }, anomalies }),
      metrics: {
        ...ports.metrics,
        values: (place: Place, _metric: string, from: number, to: number) =>
          Array.from({ length: 1_200 }, (_, ago) => ({ at: now - ago * second, value: ago <= high ? 90 : 4 }))
            .filter(({ at }) => samePlace(place, { device, interface: name }) && at >= from && at <= to)
            .reverse(),
      },
    },
    ...{ incidentId: 'inc-1', clock: () => now, evidence: createEvidenceLedger() },
    ...{ verdict: null, cause: null, decision: null, failure: null },
  };
  return queryMetrics.run({ device, interface: name, metric }, context);
}

describe('query_metrics measures since the trouble at the place that is asked about began', () => {
  test.each(rows)('$what', async (row) => {
    expect(await ask(row)).toMatchObject({
      ...{ outcome: 'ok', change: 'higher' },
      ...{ now: { median: 90, samples: row.since + 1 }, before: { median: 4 } },
    });
  });
});
