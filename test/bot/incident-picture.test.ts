import { describe, expect, it } from 'vitest';
import { incidentPicture } from '../../src/bot/incident-picture.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import { anomaliesOf, incidentOf, metrics, planOf, start, topology } from './world.ts';

const story = {
  ...{ incident: incidentOf('inc-1'), anomalies: anomaliesOf(), plans: [], metrics, topology, to: start + 60_000 },
};

describe('the picture of an incident', () => {
  it('shows the most unusual metric at both ends of the link and as the device feels it, with the moment of detection', () => {
    const picture = incidentPicture(story)!;
    expect(picture.metric).toBe('latency_ms');
    expect(picture.series.map(({ label, role }) => `${label} ${role}`)).toEqual([
      'Router-A eth1 target',
      'Router-B eth1 target',
      'Router-A target',
    ]);
    expect(picture.events?.map(({ kind }) => kind)).toEqual(['detected']);
    expect(picture.anomalies).toEqual([start]);
  });

  it('marks approval and execution and the promised threshold', () => {
    const plan = planOf('plan-1', 'inc-1');
    const votes = [
      { planId: plan.id, planHash: '', user: 'U1', decision: 'approve' as const, reason: null, at: start + 5 },
    ];
    const resolved = incidentOf('inc-1', { state: 'resolved', resolvedAt: start + 20 });
    const times = {
      ...{ approvedAt: start + 5, startedAt: null, executedAt: start + 9, recoveredAt: start + 15, rolledBackAt: null },
    };
    const picture = incidentPicture({ ...story, incident: resolved, plans: [{ plan, votes, times }] })!;
    expect(picture.events?.map(({ kind, at }) => [kind, at - start])).toEqual([
      ['detected', 0],
      ['approved', 5],
      ['executed', 9],
      ['recovered', 15],
      ['other', 20],
    ]);
    expect(picture.threshold).toEqual({ value: 20, direction: 'below', label: 'Router-A eth1' });
  });

  it('is none when nothing was measured', () => {
    const silent: MetricReader = { ...metrics, values: () => [] };
    expect(incidentPicture({ ...story, metrics: silent })).toBeUndefined();
    expect(incidentPicture({ ...story, anomalies: [] })).toBeUndefined();
  });
});
