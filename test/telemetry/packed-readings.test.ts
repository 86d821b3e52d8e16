import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/domain/reading.ts';
import { createRoom } from '../../src/foundation/room.ts';
import { createPackedReadings } from '../../src/telemetry/packed-readings.ts';

const reading = fc.record({
  place: fc.record({
    device: fc.constantFrom('r1', 'r2', ''),
    interface: fc.option(fc.constantFrom('eth1', 'eth2')),
  }),
  at: fc.integer({ min: 0, max: 2e12 }),
  values: fc.array(fc.tuple(fc.constantFrom('cpu_pct', 'x', ''), fc.double())).map((pairs) => new Map(pairs)),
});

const pack = (readings: readonly Reading[]) => {
  const packed = createPackedReadings();
  for (const each of readings) packed.push(each);
  return packed;
};

describe('packed readings', () => {
  it('are what was put in, in any order and from either end', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 200 }), fc.integer({ min: -250, max: 250 }), (readings, index) => {
        const packed = pack(readings);
        expect([...packed]).toEqual(readings);
        expect([...packed].map(({ values }) => [...values.keys()])).toEqual(
          readings.map(({ values }) => [...values.keys()]),
        );
        expect([packed.length, packed.at(index)]).toEqual([readings.length, readings.at(index)]);
      }),
    );
  });

  it('can be changed by whoever gets them', () => {
    const packed = pack([{ place: { device: 'r1', interface: null }, at: 1, values: new Map([['cpu_pct', 2]]) }]);
    const [first] = packed;
    first!.place.device = 'r2';
    first!.values.clear();
    expect([...packed]).toEqual([
      { place: { device: 'r1', interface: null }, at: 1, values: new Map([['cpu_pct', 2]]) },
    ]);
  });

  it('are refused, with the limit and what to do, when they do not fit', () => {
    const packed = createPackedReadings(createRoom('recording x', 'take less', 2_500_000));
    const fill = () => {
      for (let at = 0; at < 1e6; at++)
        packed.push({ place: { device: 'r1', interface: null }, at, values: new Map([['cpu_pct', 2]]) });
    };
    expect(fill).toThrow('recording x needs more than the 2 MB of memory that can be used for it');
    expect(packed.length).toBeGreaterThan(20_000);
    expect([...packed].length).toBe(packed.length);
  });
});
