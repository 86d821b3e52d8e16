import { describe, expect, it } from 'vitest';
import { addTallies, noTally, sharesOf, tallySpan } from '../../../bench/first-day/score.ts';
import { createZScore } from '../../../bench/first-day/z-score.ts';
import { matchIncidents, type ReplayedIncident } from '../../../src/app/replay/compare.ts';

const hour = 3_600_000;
const eventOf = (at: number, device: string, cause: string) => ({ start: at, end: at + hour, cause, devices: new Set([device]) }); // biome-ignore format: a row
const incidentOf = (openedAt: number, device: string, cause: string): ReplayedIncident => ({
  ...{ openedAt, closedAt: openedAt + hour, device, interface: null, cause, confidence: 1 },
});

describe('a score', () => {
  const events = [eventOf(0, 'A', 'cpu_overload'), eventOf(5 * hour, 'B', 'memory_leak'), eventOf(9 * hour, 'C', 'packet_loss')]; // biome-ignore format: rows
  const incidents = [
    incidentOf(0.5 * hour, 'A', 'cpu_overload'),
    incidentOf(0.6 * hour, 'A', 'unknown'),
    incidentOf(2 * hour, 'A', 'cpu_overload'),
    incidentOf(5.5 * hour, 'B', 'cpu_overload'),
  ];
  const matched = matchIncidents(incidents, events);
  const of = (from: number, to: number) => tallySpan(matched, events, { from: from * hour, to: to * hour, devices: 2 });

  it('counts a fault once, the cause by its first incident, and what belongs to none as false', () => {
    expect(of(0, 12)).toEqual({ faults: 3, found: 2, right: 1, falseIncidents: 1, deviceDays: 1 });
    expect(sharesOf(of(0, 12))).toEqual({ faults: 3, found: 2 / 3, causeRight: 0.5, falsePerDeviceDay: 1 });
  });

  it('of two spans adds up to that of both', () => {
    for (const cut of [1, 3, 5.2, 8]) expect(addTallies([of(0, cut), of(cut, 12)])).toEqual(of(0, 12));
  });

  it('of nothing is none', () => {
    expect(sharesOf(noTally)).toEqual({ faults: 0, found: null, causeRight: null, falsePerDeviceDay: null });
  });
});

describe('a z-score', () => {
  const play = (values: readonly number[]) => {
    const score = createZScore(4, { learnUntil: 100_000, everySeconds: 10 });
    for (const [i, value] of values.entries())
      score.take([{ at: i * 10_000, device: 'A', interface: null, metric: 'cpu_pct', value }]);
    return score.incidents();
  };
  const calm = [1, 3, 2, 1, 3, 2, 1, 3, 2, 2];

  it('alarms once for what is far again and again, and not for one value', () => {
    expect(play([...calm, 2, 90, 2, 3, 1])).toEqual([]);
    expect(play([...calm, 2, 90, 91, 92, 93, 94])).toMatchObject([{ openedAt: 140_000, device: 'A', cause: 'cpu_overload' }]); // biome-ignore format: one value
  });

  it('alarms anew after two quiet minutes', () => {
    const far = [90, 90, 90, 90];
    const rest = Array.from({ length: 15 }, () => 2);
    expect(play([...calm, ...far, ...rest, ...far])).toHaveLength(2);
  });
});
