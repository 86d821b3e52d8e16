import { describe, expect, it } from 'vitest';
import type { KnownLabel } from '../../src/learning/known-labels.ts';
import { describeLabelAccuracy, type LabelAccuracy, labelAccuracy } from '../../src/learning/label-accuracy.ts';
import { createLabelDrift } from '../../src/models/drift/label-drift.ts';
import { createRandom } from '../../src/models/random.ts';
import { rounds } from '../sampled.ts';

const label = (isRight: boolean | null, by: KnownLabel['by'] = 'person', i = 0): KnownLabel => ({
  ...{ start: 1, end: 2, device: 'Router-A', interface: null, cause: 'packet_loss', by, incidentId: `I${i}` },
  ...{ verdict: isRight === null ? null : isRight ? 'packet_loss' : 'bad_optic', isRight, knownAt: i },
});
const labels = (...verdicts: (boolean | null)[]) => verdicts.map((isRight, i) => label(isRight, 'person', i));
const many = (isRight: boolean, times: number): boolean[] => Array(times).fill(isRight);

describe('how often verdicts were right', () => {
  it('counts only labels that have a verdict, the last fifty of them, and those that a plan proves', () => {
    const found = labelAccuracy([...labels(true, null, false, true, null), label(true, 'plan'), label(null, 'import')]);
    expect(found).toEqual({
      ...{ labels: 4, right: 3, byPlan: 1, last: { labels: 4, right: 3 }, rises: [], arrivals: [] },
      verdicts: [true, false, true, true],
    });
    const long = labelAccuracy(labels(...many(false, 30), ...many(true, 40), null, ...many(false, 9)));
    expect([long.labels, long.right, long.last]).toEqual([79, 40, { labels: 50, right: 40 }]);
  });

  it('sees a rise of the error where it was, and what a detector sees that hears the same one by one', () => {
    for (let seed = 0; seed < rounds(10, 100); seed++) {
      const random = createRandom(seed);
      const verdicts = Array.from({ length: 900 }, (_, i) => random() > (i < 600 ? 0.05 : 0.45));
      const { rises } = labelAccuracy(labels(...verdicts.flatMap((isRight) => [null, isRight])));
      const detector = createLabelDrift();
      const found = verdicts.flatMap((isRight, i) => {
        const drift = detector.add(!isRight);
        return drift ? [{ since: drift.since + 1, noticed: i + 1, before: drift.before, after: drift.after }] : [];
      });
      expect(rises).toEqual(found);
      const [rise] = rises.filter(({ noticed }) => noticed > 600);
      expect(rise!.noticed).toBeLessThan(760);
      expect([rise!.since >= 1, rise!.since <= rise!.noticed]).toEqual([true, true]);
      expect(rise!.after).toBeGreaterThan(rise!.before);
    }
  });

  it('says nothing of a rise where the error falls', () => {
    const random = createRandom(1);
    const verdicts = Array.from({ length: 900 }, (_, i) => random() > (i < 600 ? 0.4 : 0.02));
    expect(labelAccuracy(labels(...verdicts)).rises.filter(({ noticed }) => noticed > 600)).toEqual([]);
  });
});

describe('models that come into use', () => {
  const change = (knownAt: number, action = 'promote', id = `m${knownAt}`) =>
    ({ at: new Date(knownAt).toISOString(), action, id }) as never;

  it('are marked at the last label before, in whatever order labels and changes come, and challengers are not', () => {
    const list = [...labels(true, null, false, true), label(null, 'import', 9)];
    const { arrivals } = labelAccuracy(list, [
      change(-1),
      change(0),
      change(2, 'challenge'),
      change(2),
      change(99, 'retire'),
    ]);
    expect(arrivals).toEqual([
      { label: 0, id: 'm-1', at: -1 },
      { label: 1, id: 'm0', at: 0 },
      { label: 2, id: 'm2', at: 2 },
      { label: 3, id: null, at: 99 },
    ]);
  });

  it('begin with an error of their own: what is worse than the model before is no rise', () => {
    for (let seed = 0; seed < rounds(10, 100); seed++) {
      const random = createRandom(seed);
      const verdicts = Array.from({ length: 400 }, (_, i) => random() > (i < 250 ? 0.05 : 0.45));
      const list = labels(...verdicts);
      expect(labelAccuracy(list).rises.some(({ noticed }) => noticed > 250)).toBe(true);
      const after = labelAccuracy(list, [change(249)]).rises.filter(({ noticed }) => noticed > 250);
      expect(after).toEqual([]);
    }
  });

  it('say so in words, and from which label on a rise can be seen again', () => {
    const [rise] = [{ since: 41, noticed: 77, before: 0.05, after: 0.22 }];
    const found: LabelAccuracy = {
      ...{ labels: 200, right: 170, byPlan: 0, last: { labels: 50, right: 45 }, rises: [rise], verdicts: [] },
      arrivals: [
        { label: 0, id: 'first', at: 1 },
        { label: 120, id: 'second', at: 2 },
      ],
    };
    const says = describeLabelAccuracy(found);
    expect(says).toContain(
      'the error rose at label 41 (from 5 % to 22 %); another model is in use since label 120, with 80 labels since; a rise of the error can be seen from 270 labels on',
    );
    const retired = describeLabelAccuracy({ ...found, arrivals: [{ label: 50, id: null, at: 2 }] });
    expect(retired).toContain('the error has risen since label 41');
    expect(retired).toContain('rules name causes since label 50, with 150 labels since');
    expect(retired).not.toContain('can be seen');
  });
});

describe('how often verdicts were right, in words', () => {
  const accuracy = (own: Partial<LabelAccuracy>): LabelAccuracy => {
    const { labels = 40, right = 34 } = own;
    return { labels, right, byPlan: 0, last: { labels, right }, rises: [], arrivals: [], verdicts: [], ...own };
  };
  const rise = { since: 41, noticed: 77, before: 0.0512, after: 0.224 };

  const few = 'a rise of the error can be seen from 150 labels on';
  const some = { labels: 200, right: 170, last: { labels: 50, right: 30 } };
  const someWords = '200 labels have a verdict: 170 right (85 %); of the last 50, 30 were right (60 %)';

  it.each([
    [{ labels: 0, right: 0 }, 'no labels yet: confirm or name causes with the buttons of an incident'],
    [{ labels: 1, right: 1 }, `1 label has a verdict: 1 right (100 %); ${few}`],
    [{}, `40 labels have a verdict: 34 right (85 %); ${few}`],
    [
      { byPlan: 9 },
      `40 labels have a verdict: 34 right (85 %); 9 of them by a verified change, which proves no wrong verdict; ${few}`,
    ],
    [some, someWords],
    [{ ...some, rises: [rise] }, `${someWords}; the error has risen since label 41 (from 5 % to 22 %)`],
    [
      { ...some, rises: [{ ...rise, since: 3 }, rise] },
      `${someWords}; the error has risen since label 41 (from 5 % to 22 %, the last of 2 rises)`,
    ],
    [
      { labels: 999, right: 998, last: { labels: 50, right: 50 } },
      '999 labels have a verdict: 998 right (over 99 %); of the last 50, 50 were right (100 %)',
    ],
    [
      { labels: 999, right: 1, last: { labels: 50, right: 0 } },
      '999 labels have a verdict: 1 right (under 1 %); of the last 50, 0 were right (0 %)',
    ],
  ] as [Partial<LabelAccuracy>, string][])('%j', (own, words) => {
    expect(describeLabelAccuracy(accuracy(own))).toBe(words);
  });

  it('names the fewest labels with which a rise is seen at all', () => {
    for (let step = 0; step < 150; step += 5)
      expect(labelAccuracy(labels(...many(true, step), ...many(false, 149 - step))).rises).toEqual([]);
    const seen = [50, 75, 100].flatMap((step) => labelAccuracy(labels(...many(true, step), ...many(false, 120))).rises);
    expect(seen.length).toBeGreaterThan(0);
  });
});
