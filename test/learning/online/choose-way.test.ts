import { describe, expect, it } from 'vitest';
import { causeFeatureNames } from '../../../src/diagnosis/cause-features.ts';
import type { CauseId } from '../../../src/domain/cause.ts';
import { chooseWay, type FittedWay } from '../../../src/learning/online/choose-way.ts';
import type { Lesson } from '../../../src/learning/online/lessons.ts';
import { describeChoice, describeNaming, labelsWanted, wayWords } from '../../../src/learning/online/way-words.ts';

const layout = { device: [], interface: [] };
const width = causeFeatureNames(layout).length;

/** Labels whose true cause is always a loss; rules say so in the share `rules` of them. */
const lessonsOf = (count: number, rules: number, told = true): Lesson[] =>
  Array.from({ length: count }, (_, i) => {
    const cause: CauseId = i % 10 < 10 * rules ? 'packet_loss' : 'latency_spike';
    const place = { device: 'A', interface: 'eth1' };
    return {
      label: { ...place, start: i, end: i, cause: 'packet_loss', by: 'person', knownAt: i } as never,
      evidence: {
        ...{ modelId: 'rules', cause, layout, places: [{ ...place, row: Array(width).fill(0), ruledOut: [] }] },
        ...(told && { rules: { cause, place, confidence: 0.85 } }),
      },
    };
  });

/** A stand-in for a fitted model: right in every way that is named, with such a probability, and sees nothing in the others. */
function fitOf(right: readonly FittedWay[], chance = 0.9, asked: [number, FittedWay][] = []) {
  return (part: readonly Lesson[], way: FittedWay) => {
    if (way === 'package-forest' && !right.includes(way)) return null;
    asked.push([part.length, way]);
    const isRight = right.includes(way);
    const probabilitiesOne = (_: Float64Array, out: Float64Array) => {
      out.set(isRight ? [1 - chance, chance] : [1, 0]);
      return out;
    };
    return {
      layout,
      classes: ['none', 'packet_loss'],
      forest: { probabilitiesOne } as never,
      ...(way !== 'package-forest' && { way }),
    };
  };
}

describe('the way in which forest and rules share', () => {
  it.each<{ name: string; rules: number; right: FittedWay[]; chance?: number; best: string }>([
    {
      name: 'rules that are never wrong stay',
      rules: 1,
      right: ['forest', 'forest-with-rules', 'rules-unless-sure'],
      best: 'rules',
    },
    {
      name: 'of equals the one that asks least',
      rules: 0.5,
      right: ['forest', 'forest-with-rules', 'rules-unless-sure'],
      best: 'rules-unless-sure',
    },
    {
      name: 'one that is told what rules say',
      rules: 0.5,
      right: ['forest', 'forest-with-rules'],
      best: 'forest-with-rules',
    },
    { name: 'one alone', rules: 0.5, right: ['forest'], best: 'forest' },
    { name: 'one of the package', rules: 0.5, right: ['package-forest'], best: 'package-forest' },
    {
      name: 'our own before one of the package that is no better',
      rules: 0.5,
      right: ['forest', 'package-forest'],
      best: 'forest',
    },
    {
      name: 'one that is right but not sure changes nothing beside rules',
      rules: 0.5,
      right: ['rules-unless-sure'],
      chance: 0.69,
      best: 'rules',
    },
    { name: 'rules where no model sees anything', rules: 0.3, right: [], best: 'rules' },
  ])('is chosen on later labels: $name', ({ rules, right, chance, best }) => {
    expect(chooseWay(lessonsOf(100, rules), fitOf(right, chance))!.way).toBe(best);
  });

  it('judges each label by what came before it alone, and says what each way reached', () => {
    const asked: [number, FittedWay][] = [];
    const choice = chooseWay(lessonsOf(100, 0.5), fitOf(['rules-unless-sure'], 0.9, asked))!;
    expect([...new Set(asked.map(([learned]) => learned))]).toEqual([40, 60, 80]);
    expect(choice).toEqual({
      way: 'rules-unless-sure',
      labels: 60,
      right: [
        { way: 'rules', right: 30 },
        { way: 'rules-unless-sure', right: 60 },
        { way: 'forest-with-rules', right: 0 },
        { way: 'forest', right: 0 },
      ],
    });
    expect(describeChoice(choice)).toBe(
      'of 60 later labels rules had 30 right, rules unless the model is surer than .7 60, a model that is told what rules say 0, a model alone 0',
    );
  });

  it('is not chosen on few labels, or where nobody knows what rules said', () => {
    expect(chooseWay(lessonsOf(23, 0.5), fitOf(['forest']))).toBeNull();
    expect(chooseWay(lessonsOf(24, 0.5), fitOf(['forest']))).not.toBeNull();
    expect(chooseWay(lessonsOf(200, 0.5, false), fitOf(['forest']))).toBeNull();
  });
});

describe('who names causes, in words', () => {
  it.each([
    ['rules', 0, 'rules, 0 of about 60 labels'],
    ['rules', 40, 'rules, 40 of about 60 labels'],
    ['rules', 61, 'rules, 61 labels: on later ones nothing else was better yet'],
    ['rules-unless-sure', 120, 'rules unless the model is surer than .7, 120 of about 400 labels'],
    ['forest-with-rules', 450, 'a model that is told what rules say, 450 labels'],
    ['forest', 1, 'a model alone, 1 label'],
  ] as const)('%s with %d labels', (way, labels, words) => {
    expect(describeNaming({ way, labels })).toBe(words);
  });

  it('has words for each way, and a next step only where more labels may bring one', () => {
    expect(Object.keys(labelsWanted).every((way) => way in wayWords)).toBe(true);
  });
});
