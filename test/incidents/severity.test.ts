import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/incident.ts';
import { rateIncident, severities, severityOf, worseOf } from '../../src/incidents/severity.ts';

const place = (device: string, port: string | null = null) => ({ device, interface: port });
const verdict = (symptom: Verdict['symptom']) => ({ symptom }) as Verdict;

describe('severity', () => {
  it.each([
    ['interface', 'none', 'warning'],
    ['interface', 'degraded', 'minor'],
    ['interface', 'outage', 'major'],
    ['device', 'none', 'minor'],
    ['device', 'degraded', 'major'],
    ['device', 'outage', 'critical'],
    ['several', 'none', 'minor'],
    ['several', 'degraded', 'major'],
    ['several', 'outage', 'critical'],
  ] as const)('of %s and %s is %s', (scope, impact, severity) => {
    expect(severityOf(scope, impact)).toBe(severity);
  });

  it('follows from the places and the verdict', () => {
    const eth1 = place('A', 'eth1');
    const rate = (places: (typeof eth1 | ReturnType<typeof place>)[], symptom: Verdict['symptom'] | null) =>
      rateIncident({ place: places[0]!, places, verdict: symptom && verdict(symptom) });
    expect(rate([eth1, place('B', 'eth1')], 'latency_spike')).toBe('warning');
    expect(rate([eth1, place('B', 'eth1'), place('A')], 'latency_spike')).toBe('minor');
    expect(rate([eth1, place('B'), place('C')], null)).toBe('major');
    expect(rate([eth1, place('B', 'eth1')], 'unreachable')).toBe('major');
    expect(rate([place('A'), eth1], 'unreachable')).toBe('critical');
    expect(rate([place('A')], 'silent')).toBe('minor');
  });

  it('has an order', () => {
    for (const [i, a] of severities.entries())
      for (const [j, b] of severities.entries()) expect(worseOf(a, b)).toBe(severities[Math.max(i, j)]);
  });
});
