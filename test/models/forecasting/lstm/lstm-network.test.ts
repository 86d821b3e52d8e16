import { beforeAll, describe, expect, it } from 'vitest';
import { createForecastStream } from '../../../../src/models/forecasting/forecast-stream.ts';
import { packForecastLstm, unpackForecastLstm } from '../../../../src/models/forecasting/lstm/lstm-json.ts';
import { lstmMember } from '../../../../src/models/forecasting/lstm/lstm-member.ts';
import { plainLstm } from '../../../../src/models/forecasting/lstm/lstm-operation.ts';
import { createLstmRunner } from '../../../../src/models/forecasting/lstm/lstm-runner.ts';
import { drawWeights, stepInputs, windowSteps } from '../../../../src/models/forecasting/lstm/lstm-weights.ts';
import { createWindowFollower } from '../../../../src/models/forecasting/lstm/lstm-windows.ts';
import { createTrainableLstm, type LstmBatch } from '../../../../src/models/forecasting/lstm/trainable-lstm.ts';
import { createRandom, randomNormal } from '../../../../src/models/random.ts';
import { loadTensorflow, type Tensorflow } from '../../../../src/models/tensorflow.ts';
import { makeSeries } from '../made-series.ts';
import { madeLstm } from './made-lstm.ts';

let tf: Tensorflow;
beforeAll(async () => {
  tf = (await loadTensorflow()).tf;
});

const width = windowSteps * stepInputs;

/** Windows whose target is the mean of their first inputs, which memory must carry to the end. */
function makeBatch(count: number, seed: number): LstmBatch {
  const random = createRandom(seed);
  const x = Float32Array.from({ length: count * width }, () => randomNormal(random));
  const targets = Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let step = 0; step < windowSteps; step++) sum += x[(step * count + row) * stepInputs]!;
    return (3 * sum) / windowSteps;
  });
  return { count, x, targets, weights: new Float32Array(count).fill(1) };
}

/** One window of a batch as the runner takes it. */
function windowOf({ x, count }: LstmBatch, row: number): Float64Array {
  return Float64Array.from({ length: width }, (_, i) => {
    const [step, k] = [Math.floor(i / stepInputs), i % stepInputs];
    return x[(step * count + row) * stepInputs + k]!;
  });
}

describe('the network', () => {
  it('says on plain arrays what it says in the library', () => {
    const batch = makeBatch(8, 1);
    const network = createTrainableLstm(tf, { seed: 3 });
    for (let i = 0; i < 3; i++) network.train(batch);
    const run = createLstmRunner(network.weights());
    const missed = Array.from({ length: 8 }, (_, row) => Math.abs(run(windowOf(batch, row)) - batch.targets[row]!));
    const mean = missed.reduce((sum, one) => sum + one, 0) / 8;
    expect(network.loss(batch)).toBeCloseTo(mean, 5);
    network.dispose();
  });

  it('learns what has to be remembered, and leaves nothing in memory', () => {
    const before = tf.memory().numTensors;
    const network = createTrainableLstm(tf, { seed: 1, rate: 0.01 });
    const later = makeBatch(64, 99);
    const untaught = network.loss(later);
    for (let i = 0; i < 40; i++) network.train(makeBatch(32, i));
    expect(network.loss(later)).toBeLessThan(0.6 * untaught);
    network.dispose();
    // The layer keeps the scales of its gates: one small row for each size of layer.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(2);
  });

  it('learns the same in operations of the library, but for rounding', () => {
    const networks = [createTrainableLstm(tf, { seed: 2 }), createTrainableLstm(tf, { seed: 2, lstm: plainLstm(tf) })];
    const losses = networks.map((network) => [1, 2, 3].map((seed) => network.train(makeBatch(8, seed))));
    for (const [i, loss] of losses[0]!.entries()) expect(loss).toBeCloseTo(losses[1]![i]!, 4);
    for (const network of networks) network.dispose();
  });

  it('is the same of the same seed, and another of another', () => {
    const weights = (seed: number) => {
      const network = createTrainableLstm(tf, { seed });
      network.train(makeBatch(16, 1));
      const found = network.weights();
      network.dispose();
      return found;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });

  it('counts a row by its weight', () => {
    const network = createTrainableLstm(tf, { seed: 1 });
    const batch = makeBatch(2, 5);
    const missed = [0, 1].map((row) => {
      const weights = Float32Array.from([0, 0]);
      weights[row] = 2;
      return network.loss({ ...batch, weights });
    });
    expect(network.loss(batch)).toBeCloseTo((missed[0]! + missed[1]!) / 2, 5);
    network.dispose();
  });
});

describe('a window', () => {
  it('holds the last thirty values, oldest first, and a slow average beside each', () => {
    const follower = createWindowFollower();
    const window = new Float64Array(width);
    const values = Array.from({ length: 70 }, (_, i) => i);
    for (const value of values) follower.follow(value);
    follower.write(window, 0, 69, 2);
    expect(Array.from({ length: windowSteps }, (_, step) => Math.sinh(window[2 * step]!) * 2 + 69)).toEqual(
      values.slice(-windowSteps).map((value) => expect.closeTo(value, 6)),
    );
    let slow = 0;
    for (const value of values) slow += 0.02 * (value - slow);
    expect(Math.sinh(window[width - 1]!) * 2 + 69).toBeCloseTo(slow, 6);
  });

  it('begins with the first value where there are fewer', () => {
    const follower = createWindowFollower();
    const window = new Float64Array(width);
    for (const value of [5, 6]) follower.follow(value);
    follower.write(window, 0, 0, 1);
    expect([...window].filter((_, i) => i % 2 === 0).map(Math.sinh)).toEqual([
      ...Array.from({ length: windowSteps - 1 }, () => expect.closeTo(5, 6)),
      expect.closeTo(6, 6),
    ]);
  });
});

describe('a network as a member', () => {
  it('goes on over gaps, begins when there is enough, and does not know what comes later', () => {
    const said = (values: Float64Array) => {
      const stream = createForecastStream(lstmMember(madeLstm()));
      return Array.from(values, (value) => stream.push(value));
    };
    const values = makeSeries(3, 300, { gaps: 0.2 });
    const whole = said(values);
    for (const forecast of whole.slice(60)) {
      expect(Object.values(forecast!).every(Number.isFinite)).toBe(true);
      expect(forecast!.lower).toBeLessThanOrEqual(forecast!.median);
      expect(forecast!.upper).toBeGreaterThanOrEqual(forecast!.median);
    }
    const other = said(values.map((value, step) => (step <= 200 ? value : 1e6)));
    expect(other.slice(0, 201)).toEqual(whole.slice(0, 201));
  });

  it('keeps two series apart that are followed in turn', () => {
    const member = lstmMember(madeLstm());
    const [a, b] = [makeSeries(1, 100), makeSeries(2, 100, { level: 500 })];
    const alone = [a, b].map((values) => {
      const stream = createForecastStream(member);
      return Array.from(values, (value) => stream.push(value));
    });
    const [one, two] = [createForecastStream(member), createForecastStream(member)];
    const inTurn = Array.from(a, (value, i) => [one.push(value), two.push(b[i]!)]);
    expect(inTurn.map(([first]) => first)).toEqual(alone[0]);
    expect(inTurn.map(([, second]) => second)).toEqual(alone[1]);
  });

  it('is the same after it was stored', () => {
    const lstm = madeLstm(4);
    const again = unpackForecastLstm(JSON.parse(JSON.stringify(packForecastLstm(lstm))));
    expect(again).toEqual(lstm);
    expect(createLstmRunner(again.weights)(new Float64Array(width).fill(0.3))).toBe(
      createLstmRunner(lstm.weights)(new Float64Array(width).fill(0.3)),
    );
  });

  const packed = () => packForecastLstm(madeLstm());
  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /a part of it is missing/],
    ['another kind', { ...packed(), method: 'trees' }, /another kind or version/],
    ['a later version', { ...packed(), version: 2 }, /another kind or version/],
    ['no horizon', { ...packed(), horizon: 0 }, /horizon/],
    ['a level of 1', { ...packed(), level: 1 }, /level/],
    ['other windows', { ...packed(), window: [20, 2] }, /other windows/],
    ['a missing layer', { ...packed(), arrays: packed().arrays.slice(1) }, /number of layers/],
    ['a short layer', { ...packed(), arrays: [...packed().arrays.slice(1), packed().arrays[0]] }, /another size/],
    ['weights that are none', { ...packed(), arrays: packed().arrays.map(broken) }, /a weight is no number/],
    ['no losses', { ...packed(), losses: undefined }, /a part of it is missing/],
    ['losses of other lengths', { ...packed(), losses: { ...packed().losses, later: [1] } }, /losses/],
    ['a pass that was not there', { ...packed(), losses: { ...packed().losses, kept: 3 } }, /pass that was kept/],
  ])('is not restored from %s', (_what, stored, reason) => {
    expect(() => unpackForecastLstm(stored)).toThrowError(
      expect.objectContaining({ code: 'model-artefact-damaged', message: expect.stringMatching(reason) }),
    );
  });

  it('begins with weights that differ between layers, and open forget gates', () => {
    const { first, second } = drawWeights(1);
    for (const { bias, units } of [first, second])
      expect([...bias]).toEqual(Array.from({ length: 4 * units }, (_, j) => Number(j >= units && j < 2 * units)));
    expect(first.recurrent.slice(0, 8)).not.toEqual(second.kernel.slice(0, 8));
  });
});

function broken({ type, bytes }: { type: 'f64' | 'f32' | 'i32' | 'i16' | 'u16'; bytes: string }) {
  const length = Buffer.from(bytes, 'base64').length;
  return { type, bytes: Buffer.alloc(length, 255).toString('base64') };
}
