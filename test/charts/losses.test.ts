import { describe, expect, it } from 'vitest';
import { renderPng, renderSvg } from '../../src/charts/render.ts';
import { type LossesChart, losses } from '../../src/charts/specs/losses.ts';
import type { LossCurve } from '../../src/domain/loss-curve.ts';
import { chartContract } from './chart-contract.ts';

const name = 'weighted absolute error of the median';
const falling = (passes: number, kept: number): LossCurve => ({
  ...{ name, passes, kept },
  points: Array.from({ length: passes }, (_, i) => ({
    ...{ pass: i + 1, training: 0.5 + 0.6 / (i + 1), later: 0.6 + 0.4 / (i + 1) + 0.01 * i },
  })),
});
const full: LossesChart = { models: [{ label: 'forecast-short of latency-ms', ...falling(12, 5) }] };

chartContract('losses', {
  full,
  of: (points, label) => ({
    models: [
      {
        ...{ label, name, passes: Math.max(1, points.length), kept: 1 },
        points: points.map(({ value }, i) => ({ pass: i + 1, training: value, later: value })),
      },
    ],
  }),
  axes: ['Pass (number)', `Error (${name})`],
  says: [
    `Error after each pass (${name})`,
    'forecast-short of latency-ms: 12 passes, pass 5 was kept',
    'error 0.72 on later rows, 0.62 on those it learned from',
    '1 and 1.1 after pass 1',
    '0.743 and 0.55 after pass 12',
  ],
  impossible: [{ models: [] }],
});

const several = (count: number): LossesChart => ({
  of: 'forecast-short',
  models: Array.from({ length: count }, (_, i) => ({ label: `metric-${i + 1}`, ...falling(4 + i, 2) })),
});
/** Each text, and each line of one that has several. */
const wordsOf = (svg: string) => [...svg.matchAll(/<(?:text|tspan)\b[^>]*>([^<]+)</g)].map(([, text]) => text!);

describe('the losses of several models', () => {
  it.each([2, 3, 4, 5, 7, 12])(
    'have %i panels, each under the name of its model, in the usual width',
    async (count) => {
      const chart = several(count);
      const words = wordsOf(await renderSvg(losses.spec(chart)));
      for (const { label, passes } of chart.models) {
        expect(words).toContain(label);
        expect(words).toContain(`0.81 after 2 of ${passes}`);
      }
      expect(words.filter((word) => word === 'Pass (number)')).toHaveLength(Math.min(count, count <= 4 ? 2 : 3));
      expect(words.filter((word) => word.startsWith('Error ('))).toHaveLength(Math.ceil(count / (count <= 4 ? 2 : 3)));
      const png = Buffer.from(await renderPng(losses.spec(chart)));
      expect(png.readUInt32BE(16)).toBeGreaterThan(1400);
      expect(png.readUInt32BE(16)).toBeLessThan(1700);
    },
  );

  it('say how many are not drawn, and have all of them in words', async () => {
    const chart = several(14);
    const words = wordsOf(await renderSvg(losses.spec(chart))).join('\n');
    expect(words).toContain('12 of 14 models');
    expect(words).not.toContain('metric-13');
    for (const { label } of chart.models)
      expect(losses.altText(chart)).toContain(`${label}: 0.81 and 0.8 after pass 2`);
    expect(losses.altText(chart)).not.toContain('…');
  });
});

describe('the losses of a model', () => {
  it('mark the pass that was kept, and only one that is there', async () => {
    const marks = (chart: LossesChart) => /"values":\[\{"pass":(\d+)\}\]/.exec(JSON.stringify(losses.spec(chart)))?.[1];
    expect(marks(full)).toBe('5');
    const gone = { models: [{ ...full.models[0]!, kept: 99 }] };
    expect(marks(gone)).toBeUndefined();
    expect(losses.altText(gone)).toContain('no data');
    expect(wordsOf(await renderSvg(losses.spec(gone))).join('\n')).toContain('no data');
  });

  it('do not look like a cliff where they hardly move, and begin at zero where they come near it', () => {
    const domain = (...errors: number[]) => {
      const points = errors.map((error, i) => ({ pass: i + 1, training: error, later: error }));
      const spec = JSON.stringify(losses.spec({ models: [{ label: 'x', name, passes: 2, kept: 1, points }] }));
      return JSON.parse(/"domain":(\[[^\]]*\]),"nice":true/.exec(spec)![1]!) as [number, number];
    };
    const [low, high] = domain(0.63, 0.631);
    expect(high - low).toBeGreaterThan(0.03);
    expect((low + high) / 2).toBeCloseTo(0.6305, 4);
    expect(domain(1, 0.2)[0]).toBe(0);
    expect(domain(0, 0)).toEqual([0, 0.5]);
  });

  it('show a single pass', async () => {
    const words = wordsOf(await renderSvg(losses.spec({ models: [{ label: 'x', ...falling(1, 1) }] })));
    expect(words).toEqual(
      expect.arrayContaining(['1', 'pass 1 of 1 was kept: 1 on later rows, 1.1 on those it learned from']),
    );
  });
});
