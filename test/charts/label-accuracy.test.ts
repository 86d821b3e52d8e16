import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../src/charts/render.ts';
import { type LabelAccuracyChart, labelAccuracy } from '../../src/charts/specs/label-accuracy.ts';
import { chartContract } from './chart-contract.ts';

const full: LabelAccuracyChart = {
  ...{ label: 'causes', window: 50, rises: [{ since: 300, before: 0.05, after: 0.4 }] },
  arrivals: [{ label: 380 }],
  verdicts: Array.from({ length: 400 }, (_, i) => i % (i < 300 ? 20 : 2) !== 0),
};

chartContract('label-accuracy', {
  full,
  of: (points, label) => ({ ...full, label, rises: [], arrivals: [], verdicts: points.map(({ value }) => value > 5) }),
  axes: ['Label (number)', 'Right (%)'],
  says: [
    'How often verdicts of causes were right: 335 of 400 right (84 %)',
    'of the last 50: 25 of 50 right (50 %)',
    'The error has risen since label 300, from 5 % to 40 %.',
    'Another model came into use after label 380.',
  ],
  impossible: [
    { ...full, window: 0 },
    { ...full, window: 1.5 },
    { ...full, rises: [{ since: 0, before: 0, after: 1 }] },
    { ...full, rises: [{ since: 401, before: 0, after: 1 }] },
    { ...full, arrivals: [{ label: 0 }] },
    { ...full, arrivals: [{ label: 401 }] },
  ],
});

describe('the line of right verdicts', () => {
  /** The points of the line. */
  function line(verdicts: boolean[], window: number): { label: number; percent: number }[] {
    const { layer } = labelAccuracy.spec({ ...full, rises: [], arrivals: [], verdicts, window }) as never as {
      layer: { mark: { type: string }; data: { values: { label: number; percent: number }[] } }[];
    };
    return layer.find(({ mark }) => mark.type === 'line')!.data.values;
  }

  it.each([
    [1, 50],
    [7, 50],
    [60, 50],
    [200, 50],
    [30, 3],
  ])('says of %i labels what was right of the last %i', (labels, window) => {
    const verdicts = Array.from({ length: labels }, (_, i) => (i * 7) % 5 !== 0);
    const points = line(verdicts, window);
    expect(points.at(-1)!.label).toBe(labels);
    expect(points[0]!.label).toBe(Math.min(10, window, labels));
    for (const { label, percent } of points) {
      const before = verdicts.slice(Math.max(0, label - window), label);
      expect(percent).toBeCloseTo((100 * before.filter(Boolean).length) / before.length, 9);
    }
  });

  it('has a mark for each rise, and says that there is no data without labels', async () => {
    const empty = await renderSvg(labelAccuracy.spec({ ...full, rises: [], verdicts: [] }));
    expect(empty.match(/>no data</g)?.length).toBeGreaterThanOrEqual(2);
    const rules = async (rises: LabelAccuracyChart['rises']) =>
      (await renderSvg(labelAccuracy.spec({ ...full, rises }))).match(/stroke="#ff7b6b"/g)!.length;
    expect(await rules([...full.rises, { since: 100, before: 0, after: 1 }])).toBe((await rules(full.rises)) + 1);
  });
});
