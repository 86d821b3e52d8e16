import { describe, expect, it } from 'vitest';
import { describeClocks, describeSenders } from '../../src/app/doctor/check-telemetry.ts';

it('names each clock that is wrong, and what to do', () => {
  const wrong = [{ device: 'AP-1', offsetMs: 7_200_000, refused: 12 }];
  expect(describeClocks({ wrong, ownOffsetMs: null })).toEqual([
    expect.objectContaining({
      state: 'problem',
      subject: 'device AP-1, clock',
      says: 'is 2 h ahead (a time zone?), 12 lines were refused',
    }),
  ]);
});

it('says that the clock of this machine is wrong when most devices agree on it', () => {
  const [own] = describeClocks({ wrong: [], ownOffsetMs: -7_200_000 });
  expect(own).toMatchObject({ subject: 'clock', state: 'problem', says: expect.stringContaining('2 h behind') });
});

it('finds right clocks right', () => {
  expect(describeClocks({ wrong: [], ownOffsetMs: null }).map(({ state }) => state)).toEqual(['ok']);
});

describe('the senders in doctor', () => {
  it('are well when the inventory has all of them, and are named with what to do when it does not', () => {
    expect(describeSenders({ count: 0, last: [] })).toMatchObject([{ state: 'ok' }]);
    const last = [{ device: '192.0.2.9', values: 12, lastAt: 0 }];
    expect(describeSenders({ count: 3, last })).toMatchObject([
      {
        state: 'note',
        says: expect.stringMatching(/3 senders .*192\.0\.2\.9 \(12 values\) and 2 more/),
        todo: /nocturne sources/,
      },
    ]);
  });
});
