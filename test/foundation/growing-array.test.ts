import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGrowingBytes, createGrowingFloats, createGrowingIndices } from '../../src/foundation/growing-array.ts';
import { createRoom, formatBytes } from '../../src/foundation/room.ts';

test('a growing array holds what was pushed', () => {
  const kinds = [
    [createGrowingFloats, fc.double()],
    [createGrowingIndices, fc.integer({ min: 0, max: 2 ** 32 - 1 })],
    [createGrowingBytes, fc.integer({ min: 0, max: 255 })],
  ] as const;
  for (const [create, number] of kinds) {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 500 }), (numbers) => {
        const array = create();
        for (const each of numbers) array.push(each);
        expect([array.length, ...array.values()]).toEqual([numbers.length, ...numbers]);
      }),
    );
  }
});

test('room is taken for what is held, and for a copy while there is one', () => {
  let [held, most] = [0, 0];
  const room = {
    take: (bytes: number) => {
      held += bytes;
      most = Math.max(most, held);
    },
    give: (bytes: number) => {
      held -= bytes;
    },
  };
  const array = createGrowingFloats(room);
  for (let i = 0; i < 10_000; i++) array.push(i);
  expect(held).toBe(array.values().buffer.byteLength);
  expect(held).toBeLessThan(1.6 * 8 * 10_000);
  expect(most).toBeGreaterThan(held);
});

test('room that is used up is told with its size', () => {
  const room = createRoom('x.csv', 'cut it', 3e9);
  room.take(2.5e9);
  expect(() => room.take(1e9)).toThrow('x.csv needs more than the 3.0 GB of memory that can be used for it');
  room.give(1e9);
  room.take(1e9);
  expect([0, 999, 1e6, 999.9e6, 1e9, 12.34e9].map(formatBytes)).toEqual([
    ...['0 MB', '0 MB', '1 MB', '999 MB', '1.0 GB', '12.3 GB'],
  ]);
});
