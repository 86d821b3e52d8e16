import { beforeAll, describe, expect, it } from 'vitest';
import { packForecastTrees, unpackForecastTrees } from '../../../src/models/forecasting/boosted-json.ts';
import { type ForecastTrees, fitForecastTrees } from '../../../src/models/forecasting/forecast-trees.ts';
import { packArray } from '../../../src/models/packed-array.ts';
import { makeSeries } from './made-series.ts';

let trees: ForecastTrees;
beforeAll(() => {
  trees = fitForecastTrees([{ values: makeSeries(1, 900) }], { horizon: 5, level: 0.8, seed: 1 })!;
});

type Json = Record<string, never> & { median: Record<string, unknown> };
const written = () => JSON.parse(JSON.stringify(packForecastTrees(trees))) as Json;

describe('forecast trees as JSON', () => {
  it('are restored exactly, and written the same again', () => {
    expect(unpackForecastTrees(written())).toEqual(trees);
    expect(packForecastTrees(unpackForecastTrees(written()))).toEqual(packForecastTrees(trees));
  });

  const changed = (change: (json: Json) => void) => () => {
    const json = written();
    change(json);
    return json;
  };
  const put = (of: string, value: unknown) => changed((json) => Object.assign(json, { [of]: value }));
  const putPart = (of: string, make: () => unknown) => changed((json) => Object.assign(json.median, { [of]: make() }));
  const { right, features } = { right: () => trees.median.right, features: () => trees.median.features };
  const split = () => features().findIndex((feature) => feature >= 0);

  it.each<[string, () => unknown]>([
    ['nothing', () => null],
    ['a list', () => []],
    ['another method', put('method', 'isolation-forest')],
    ['a later version', put('version', 2)],
    ['no horizon', put('horizon', 0)],
    ['a horizon that is no number', put('horizon', 'ten')],
    ['a level above 1', put('level', 90)],
    ['other features', put('features', ['value 0 steps ago'])],
    ['a model that is missing', put('upper', undefined)],
    ['a base that is no number', putPart('base', () => 'NaN')],
    ['a base that is missing', putPart('base', () => undefined)],
    ['an array that is missing', putPart('right', () => undefined)],
    ['an array of another type', putPart('right', () => packArray('f64', right()))],
    ['an array that was cut', putPart('right', () => packArray('i32', right().slice(0, -1)))],
    ['a side that leads back', putPart('right', () => packArray('i32', right().with(split(), 0)))],
    ['a side beyond the end', putPart('right', () => packArray('i32', right().with(split(), right().length)))],
    ['a feature that is not there', putPart('features', () => packArray('i16', features().with(split(), 999)))],
    ['a root outside', putPart('roots', () => packArray('i32', [features().length]))],
    [
      'a leaf that is no number',
      putPart('thresholds', () => packArray('f64', trees.median.thresholds.with(0, Number.NaN))),
    ],
  ])('are refused with %s', (_what, make) => {
    expect(() => unpackForecastTrees(make())).toThrowError(
      expect.objectContaining({ code: 'model-artefact-damaged', hint: 'train the model again' }),
    );
  });
});
