import { describe, expect, it } from 'vitest';
import { type ModelState, shareLines } from '../../src/learning/model-states.ts';

const state = (kind: string, subjects: string[], own: Partial<ModelState> = {}): ModelState => ({
  ...{
    kind,
    subjects,
    name: `${kind} of ${subjects}`,
    trainedAt: 1,
    note: `${kind} ${subjects}: 0.9`,
    brief: 'in use',
    worth: null,
  },
  ...own,
});
const linesOf = (states: ModelState[]) => shareLines(states).map(({ name, note }) => `${name}: ${note}`);
const untrained = { trainedAt: null, note: 'not trained yet', brief: 'not trained yet', worth: null };

describe('lines that models share', () => {
  it('have no numbers where a kind has more than three models, however these were grouped before', () => {
    const states = [state('a', ['x']), state('a', ['y', 'z'], untrained), state('a', ['w'])];
    expect(linesOf(states)).toEqual(['a of x, w: in use', 'a of y, z: not trained yet']);
    expect(shareLines(states).map(({ subjects, trainedAt }) => [subjects, trainedAt])).toEqual([
      [['x', 'w'], 1],
      [['y', 'z'], null],
    ]);
  });

  it('keep what was trained at another time apart', () => {
    const states = ['w', 'x', 'y', 'z'].map((subject, i) => state('a', [subject], { trainedAt: i % 2 }));
    expect(linesOf(states)).toEqual(['a of w, y: in use', 'a of x, z: in use']);
  });

  it('are told in full where a kind has up to three, and only what is the same word for word is told once', () => {
    const states = [state('a', ['x']), state('a', ['y']), state('a', ['z'], untrained), state('b', ['network'])];
    expect(linesOf(states)).toEqual([
      'a of x: a x: 0.9',
      'a of y: a y: 0.9',
      'a of z: not trained yet',
      'b: b network: 0.9',
    ]);
  });

  it('are none for no model', () => {
    expect(shareLines([])).toEqual([]);
  });
});
