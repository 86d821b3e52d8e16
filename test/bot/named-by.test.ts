import { describe, expect, it } from 'vitest';
import { blocksOf, type OutgoingMessage } from '../../src/bot/message.ts';
import { readingRows } from '../../src/bot/readings.ts';
import { incidentFacts } from '../../src/bot/views/incident-facts.ts';
import { incidentHead } from '../../src/bot/views/incident-head.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import { incidentOf, metrics, start, topology } from './world.ts';

const place = { device: 'Router-A', interface: null };

function cardsOf(change: Partial<Verdict>): { head: string; facts: string } {
  const plain = incidentOf('inc-1');
  const incident = { ...plain, verdict: { ...plain.verdict!, ...change } };
  const words = (message: OutgoingMessage) => JSON.stringify([blocksOf(message), message.colored]);
  return {
    head: words(incidentHead(incident, topology)),
    facts: words(incidentFacts({ incident, rows: [], chart: null })),
  };
}

describe('a card says who named the cause', () => {
  const drivers = [{ feature: 'latency_ms here', value: 40, contribution: 1 }];
  const over = [{ feature: 'cpu_pct of the device', value: 97, contribution: 1, limit: 95 }];
  it.each([
    { modelId: 'forest-1', drivers, by: '', why: 'Decided by latency here (40), in usual deviations.' },
    { modelId: 'rules', drivers, by: ' by rules', why: 'Decided by latency here (40), in usual deviations.' },
    { modelId: 'rules', drivers: over, by: ' by rules', why: 'Decided by cpu of the device (97, limit 95).' },
    { modelId: 'rule', drivers, by: ' by a rule', why: 'Decided by latency here (40).' },
  ])('$modelId$by: $why', ({ by, why, ...change }) => {
    const { head, facts } = cardsOf(change);
    expect(head).toContain(`confidence 92 %${by} ·`);
    expect(facts).toContain(`confidence 92 %${by}.`);
    expect(facts).toContain(why);
  });

  it('and no model where there is no cause', () => {
    const incident = incidentOf('inc-1', { verdict: null });
    expect(JSON.stringify(incidentFacts({ incident, rows: [], chart: null }))).not.toMatch(/model(?! was involved)/);
  });
});

it('a reading over a limit stands beside the limit, and not beside what is usual', () => {
  const read = (limit?: number) => {
    const over = [{ metric: 'cpu_pct', value: 97, expected: 95, deviation: 0.4, limit }];
    const anomaly = { at: start, place, score: 0.99, metrics: over, detector: 'rule: limit' };
    const rows = readingRows([anomaly], metrics, start);
    return JSON.stringify(incidentFacts({ incident: incidentOf('inc-1'), rows, chart: null }));
  };
  expect(read(95)).toContain('≤ 95');
  expect(read()).not.toContain('≤');
});
