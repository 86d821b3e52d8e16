import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { composeReasoning } from '../../src/app/compose/reasoning.ts';
import { incidentTimes } from '../../src/app/compose/watching.ts';
import { createReplayedJobs } from '../../src/app/replay/replayed-jobs.ts';
import { configFileSchema, environmentSchema } from '../../src/config.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import { type Place, samePlace } from '../../src/domain/place.ts';
import type { IncidentJobs } from '../../src/incidents/asked-jobs.ts';
import { createIncidents } from '../../src/incidents/incidents.ts';
import { investigate } from '../../src/jobs/investigate.ts';
import { decisionKind } from '../../src/tools/decision.ts';
import { ospfPlaybook, topology, verdict } from '../agents/world.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const startAt = 1_790_000_000_000;
const at = (second: number) => startAt + second * 1000;
const config = {
  ...configFileSchema.parse({ model: { offline: true }, detection: { settleSeconds: 20, quietSeconds: 60 } }),
  environment: environmentSchema.parse({}),
};

const pinged: Place = { device: 'AP-1', interface: 'eth1' };
const busy: Place = { device: 'Switch-1', interface: null };
const hogged: Verdict = { ...verdict, cause: 'cpu_overload', symptom: 'cpu_overload', place: busy };
const nothing: Verdict = { ...verdict, cause: 'unknown', place: pinged, confidence: 0 };

/**
 * Late pings from second 0, and a processor that is busy from second 60; its cause becomes known at `knownFrom`. At `lookAt` the agents are asked too, as by
 * the reconciliation, before patience ends.
 */
async function play(id: string, { knownFrom, lookAt }: { knownFrom: number; lookAt: number | null }) {
  let second = 0;
  let opened = 0;
  const clock = () => at(second);
  const plans: unknown[] = [];
  const jobs = createReplayedJobs<Pick<IncidentJobs, 'investigate'>>(async (_job, { incidentId }) => {
    await incidents.settled();
    await graph.investigate(incidentId);
  });
  const incidents = createIncidents({
    ...{
      store: store(),
      topology,
      later: jobs,
      newId: () => (opened++ === 0 ? id : `${id}-${opened}`),
      clock,
      log: silentLog,
    },
    classify: () => (second >= knownFrom ? hogged : nothing),
    times: { ...incidentTimes(config), patienceMs: 80_000 },
  });
  const since = (place: Place) => (samePlace(place, busy) ? 60 : 0);
  const { graph } = await composeReasoning(config, {
    ...{
      store: store(),
      topology,
      incidents,
      clock,
      log: silentLog,
      history: noHistory,
      checkpointer: new MemorySaver(),
    },
    metrics: {
      values: (place: Place, _metric: string, from: number, to: number) =>
        Array.from({ length: 1_200 + second }, (_, i) => i - 1_200)
          .filter((each) => at(each) >= from && at(each) <= Math.min(to, clock()))
          .map((each) => ({ at: at(each), value: each >= since(place) ? 100 : 1 })),
      metricsAt: () => ['cpu_pct'],
      lastHeard: clock,
    },
    changes: {
      options: async ({ place }: { place: Place }) => [
        { ...ospfPlaybook, parameters: [{ name: 'device', value: place.device, adjustable: false, about: 'it' }] },
      ],
      async propose(request: { parameters: unknown }) {
        plans.push(request.parameters);
        return { outcome: 'ok', planId: 'plan-1' };
      },
    },
    sessions: { commands: () => [] },
  } as never);
  for (; second < 130; second++) {
    const bad = [
      { place: pinged, metric: 'latency_ms' },
      ...(second >= 60 ? [{ place: busy, metric: 'cpu_pct' }] : []),
    ];
    for (const { place, metric } of bad) {
      const metrics = [{ metric, value: 100, expected: 1, deviation: 40 }];
      incidents.observe(place, clock(), { at: clock(), place, score: 0.9, metrics, detector: 'test' });
    }
    incidents.tick();
    if (second === lookAt) await jobs.later('investigate', { incidentId: id }, { at: clock(), key: 'owed' });
    await jobs.runDue(clock());
  }
  await incidents.settled();
  const decision = await store().facts.get(decisionKind, id);
  const events = (await store().outbox.pending('test', 500)).map(({ event }) => event);
  const told = events.filter((event) => 'incidentId' in event && event.incidentId === id).map(({ type }) => type);
  return { plans, decision, diagnosis: await store().diagnoses.get(id), told };
}

describe('a hog that joins an incident of unknown cause', () => {
  test.each([
    { when: 'long before the agents look', knownFrom: 64, lookAt: null, round: 1 },
    { when: 'just before the agents look', knownFrom: 79, lookAt: null, round: 1 },
    { when: 'just after the agents looked', knownFrom: 71, lookAt: 70, round: 2 },
    { when: 'when the agents looked before it began', knownFrom: 64, lookAt: 50, round: 2 },
  ])('is found when its cause becomes known $when', async ({ when, round, ...times }) => {
    const { plans, decision, diagnosis, told } = await play(`INC-${when}`, times);
    expect(plans).toEqual([{ device: 'Switch-1' }]);
    expect(decision).toMatchObject({ kind: 'plan', round });
    expect(diagnosis).toMatchObject({ conclusive: true });
    expect(diagnosis?.sentences[0]?.text).toBe('CPU on Switch-1 rose to 100 % from 1 %, 100 times as much.');
    expect(told.filter((type) => type === 'diagnosis.ready')).toHaveLength(round);
    const owed = await investigate.owed!({ store: store() } as never);
    expect(owed.map(({ payload }) => payload)).not.toContainEqual({ incidentId: `INC-${when}` });
  });
});
