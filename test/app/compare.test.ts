import { describe, expect, it } from 'vitest';
import { compareWithEvents, eventsOf, type ReplayedIncident } from '../../src/app/replay/compare.ts';
import type { Topology } from '../../src/domain/device.ts';

const minute = 60_000;
const span = { from: 0, to: 24 * 60 * minute };
const device = (name: string) => ({
  ...{ name, platform: 'unknown', role: 'router', site: 'lab', tags: [], management: null, interfaces: {} },
});
const topology: Topology = {
  devices: ['A', 'B', 'C'].map(device),
  links: [
    { name: 'a-b', a: { device: 'A', interface: 'e1' }, b: { device: 'B', interface: 'e1' }, capacityMbps: null },
  ],
};
const label = (start: number, end: number, name: string, port: string | null, cause = 'packet_loss') => ({
  ...{ start: start * minute, end: end * minute, device: name, interface: port, cause },
});
const incident = (openedAt: number, name: string, cause = 'packet_loss'): ReplayedIncident => ({
  ...{ openedAt: openedAt * minute, closedAt: null, device: name, interface: null, cause, confidence: 0.9 },
});
const compare = (incidents: ReplayedIncident[], labels: Parameters<typeof eventsOf>[0]) =>
  compareWithEvents(incidents, eventsOf(labels, topology, span), span);

describe('an event', () => {
  it('is one for all rows with the same start, end and cause', () => {
    const rows = [label(10, 15, 'A', 'e1'), label(10, 15, 'C', null), label(10, 15, 'C', null, 'cpu_overload')];
    expect(eventsOf(rows, topology, span).map(({ devices }) => [...devices])).toEqual([['A', 'B', 'C'], ['C']]);
  });

  it('counts when it touches the span', () => {
    const rows = [label(1, 5, 'A', null), label(6, 9, 'A', null), label(20, 25, 'A', null)];
    const touching = eventsOf(rows, topology, { from: 5 * minute, to: 20 * minute });
    expect(touching.map(({ start }) => start / minute)).toEqual([1, 6]);
  });

  it('is found by an incident at its device or at the other end of its link, until two minutes after its end', () => {
    const labels = [label(10, 15, 'A', 'e1')];
    expect(compare([incident(10, 'A')], labels).found).toBe(1);
    expect(compare([incident(17, 'B')], labels).found).toBe(1);
    expect(compare([incident(18, 'B')], labels).found).toBe(0);
    expect(compare([incident(9, 'A')], labels).found).toBe(0);
    expect(compare([incident(12, 'C')], labels).found).toBe(0);
  });
});

describe('an incident', () => {
  it('matches one event at most, and the one that has none yet', () => {
    const labels = [label(10, 15, 'A', 'e1'), label(11, 14, 'A', null, 'cpu_overload')];
    const one = compare([incident(12, 'A')], labels);
    expect([one.found, one.matched]).toEqual([1, 1]);
    const two = compare([incident(12, 'A'), incident(13, 'A')], labels);
    expect([two.found, two.matched]).toEqual([2, 2]);
  });

  it('that matches nothing is false, and counts per day', () => {
    const result = compare([incident(12, 'A'), incident(13, 'A'), incident(100, 'A')], [label(10, 15, 'A', 'e1')]);
    expect(result).toMatchObject({ incidents: 3, matched: 2, found: 1, recall: 1, falsePerDay: 1 });
    expect(result.precision).toBeCloseTo(2 / 3);
  });

  it('has the cause right when the first one of an event names it', () => {
    const labels = [label(10, 15, 'A', 'e1'), label(30, 35, 'C', null, 'cpu_overload')];
    expect(compare([incident(11, 'A'), incident(31, 'C')], labels).causeRight).toBe(0.5);
  });
});

it('gives no share of nothing', () => {
  expect(compare([], [])).toMatchObject({ events: 0, precision: null, recall: null, causeRight: null, falsePerDay: 0 });
});
