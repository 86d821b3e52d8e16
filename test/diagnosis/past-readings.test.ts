import { expect, test } from 'vitest';
import { createPastReadings } from '../../src/diagnosis/past-readings.ts';

const place = { device: 'A', interface: null };
const reading = (at: number, values: Record<string, number>) => ({
  place,
  at,
  values: new Map(Object.entries(values)),
});

test('keeps the latest readings as they were sent, oldest first', () => {
  const past = createPastReadings(3);
  const sent = [1, 2, 3, 4, 5].map((at) => reading(at, at % 2 ? { cpu_pct: at } : { memory_pct: at, cpu_pct: -at }));
  for (const each of sent) past.add(each);
  expect(past.of(place)).toEqual(sent.slice(2));
  expect(past.of(place, 1)).toEqual(sent.slice(2, 4));
  expect(past.of({ device: 'B', interface: null })).toEqual([]);
});

test('a clock that was set back ends the past', () => {
  const past = createPastReadings(3);
  for (const at of [10, 11, 4]) past.add(reading(at, { cpu_pct: at }));
  expect(past.of(place)).toEqual([reading(4, { cpu_pct: 4 })]);
});

test('may keep nothing', () => {
  const past = createPastReadings(0);
  past.add(reading(1, { cpu_pct: 1 }));
  expect(past.of(place)).toEqual([]);
});
