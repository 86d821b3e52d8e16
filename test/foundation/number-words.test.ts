import { expect, it } from 'vitest';
import {
  count,
  formatBeside,
  formatBytes,
  formatLimit,
  formatNumber,
  formatPercent,
  formatScore,
  formatShare,
  roundShown,
} from '../../src/foundation/number-words.ts';
import { createRandom } from '../../src/models/random.ts';

it('shows three figures, whole numbers from 100 on, and no exponent', () => {
  const values = [84.234, 4.1, 0.1234, 1234.5, 0, -2.5, 0.01234, 1e21];
  expect(values.slice(0, 7).map(formatNumber)).toEqual(['84.2', '4.1', '0.123', '1235', '0', '-2.5', '0.0123']);
});

it.each([
  [0.4, '0.4'],
  [0.004, '0.004'],
  [0.0004, 'under 0.001'],
  [1.3e-17, 'under 0.001'],
  [-0.0004, 'over -0.001'],
])('shows %d, which is not zero, as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it.each([
  [0.924, '92 %'],
  [0.999, 'over 99 %'],
  [1, 'over 99 %'],
  [1.2, 'over 99 %'],
  [0.001, 'under 1 %'],
  [0, '0 %'],
])('shows the share %d as %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

it('keeps a value on its side of a limit, however near', () => {
  expect(formatBeside(50.84, 50.8)).toBe('50.84');
  expect(formatBeside(50.76, 50.8)).toBe('50.76');
  expect(formatBeside(50.8, 50.8)).toBe('50.8');
  expect(formatBeside(12.3456, 50.8)).toBe('12.3');
  const random = createRandom(7);
  for (let i = 0; i < 2000; i++) {
    const limit = roundShown(random() * 10 ** (i % 5));
    const value = limit * (1 + (random() - 0.5) * 10 ** -(i % 9));
    const shown = formatBeside(value, limit);
    expect(Math.sign(Number(shown) - Number(formatLimit(limit))), `${value} beside ${limit}`).toBe(
      Math.sign(value - limit),
    );
  }
});

it('gives measurements of a column the same figures, and a word to what was not measured', () => {
  expect([0.9, 12, 0.12345].map((value) => formatScore(value))).toEqual(['0.900', '12.000', '0.123']);
  expect([formatScore(1.25, 1), formatPercent(0.4125, 1), formatPercent(1)]).toEqual(['1.3', '41.3 %', '100 %']);
  expect([null, undefined, Number.NaN].map((value) => formatScore(value, 3, 'none'))).toEqual(['none', 'none', 'none']);
  expect([formatPercent(null), formatPercent(Number.NaN, 0, 'none')]).toEqual(['-', 'none']);
});

it('counts things', () => {
  expect([count(1, 'anomaly', 'anomalies'), count(0, 'row'), count(2, 'row')]).toEqual([
    '1 anomaly',
    '0 rows',
    '2 rows',
  ]);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1049, '1.05 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [205_685_757, '206 MB'],
  [75_000_000_000, '75 GB'],
  [4e18, '4000 PB'],
])('shows %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
