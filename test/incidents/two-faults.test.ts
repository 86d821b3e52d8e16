import { beforeAll, describe, expect, it } from 'vitest';
import type { Trained } from '../learning/trained.ts';
import { sampled } from '../sampled.ts';
import { type FaultKind, faultKinds, isOf, playTwo, type TwoFaults, trainedOnSimulated } from './two-faults.ts';

const here = { link: 'L2', device: 'Switch-1' };
/** Links: the same, next to it, two and three away. Devices: the same, and one, two and three away. */
const distances = [here, { link: 'L3', device: 'Switch-2' }, { link: 'L10', device: 'AP-3' }];
const kinds = Object.keys(faultKinds) as FaultKind[];
const downKinds: FaultKind[] = ['linkDown', 'deviceDown'];

/** What is down already shows no second fault. */
function isVisible(first: FaultKind, second: FaultKind, there: typeof here): boolean {
  if (first === 'linkDown') return there.link !== here.link || ['cpu', 'memory', 'deviceDown'].includes(second);
  if (first !== 'deviceDown') return true;
  return there.link === 'L10' && second !== 'deviceDown';
}

const states: Record<string, Pick<TwoFaults, 'after' | 'act'>> = {
  open: { after: 46 },
  undecided: { after: 6 },
  dismissed: { after: 46, act: (incidents, { id }) => incidents.dismiss(id, 'U1', 'a test') },
  taken: { after: 46, act: (incidents, { id }) => incidents.take(id, 'U1') },
};

/** Links that became slow and lossy at once are congested: nobody can tell two faults there from one. */
const isCongestion = ({ first, second, distance, state }: (typeof table)[number]) =>
  ['latency', 'loss'].includes(first) &&
  ['latency', 'loss'].includes(second) &&
  distance === 0 &&
  state === 'undecided';

/** Every pair once, with the distance and the state of the first in turn, so that each meets each in some pair. */
const table = kinds.flatMap((first, i) =>
  kinds.flatMap((second, j) =>
    distances.flatMap((there, distance) => {
      const state = Object.keys(states)[(i + j + distance) % Object.keys(states).length]!;
      const isSame = first === second && distance === 0;
      return isSame || !isVisible(first, second, there) ? [] : [{ first, second, distance, there, state }];
    }),
  ),
);

describe('a fault near an incident', () => {
  let trained: Trained;
  beforeAll(async () => {
    trained = await trainedOnSimulated();
  });

  const plain = table.filter((row) => !isCongestion(row));
  it.each(sampled(plain, ({ first, second, distance, state }) => [first, second, distance, state], 2))(
    'is not hidden: $first, then $second at distance $distance while the first is $state',
    async (row) => {
      const { first, second, there, state } = row;
      const faults = { first: faultKinds[first](here), second: faultKinds[second](there) };
      const incidents = await playTwo(trained, { ...faults, ...states[state]! });
      const told = incidents.map(({ place, verdict }) => `${verdict?.cause} ${place.device} ${place.interface}`);
      expect(
        incidents.some((incident) => isOf(faults.second, incident)),
        told.join(', '),
      ).toBe(true);
      // What is down hides what else is wrong with it; everything else is still named.
      if (!downKinds.includes(second))
        expect(
          incidents.some((each) => isOf(faults.first, each)),
          told.join(),
        ).toBe(true);
      // A burst of the simulated noise may be a third.
      expect(incidents.length, told.join(', ')).toBeLessThanOrEqual(3);
    },
  );
});
