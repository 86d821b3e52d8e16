import type { Tensor2D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFusedLstm } from '../../../../src/models/forecasting/lstm/fused-lstm.ts';
import {
  type LstmCall,
  type LstmOperands,
  type LstmOperation,
  plainLstm,
} from '../../../../src/models/forecasting/lstm/lstm-operation.ts';
import { createRandom, randomNormal } from '../../../../src/models/random.ts';
import { loadTensorflow, type Tensorflow } from '../../../../src/models/tensorflow.ts';

let tf: Tensorflow;
let isWasm: boolean;
beforeAll(async () => {
  const loaded = await loadTensorflow();
  tf = loaded.tf;
  isWasm = loaded.backend === 'wasm';
});

interface Case {
  steps: number;
  windows: number;
  inputs: number;
  units: number;
  outputs: 'all' | 'last';
}

const cases: Case[] = [
  { steps: 5, windows: 3, inputs: 2, units: 4, outputs: 'all' },
  { steps: 5, windows: 3, inputs: 2, units: 4, outputs: 'last' },
  { steps: 1, windows: 1, inputs: 1, units: 1, outputs: 'last' },
  { steps: 1, windows: 2, inputs: 3, units: 2, outputs: 'all' },
  { steps: 7, windows: 33, inputs: 6, units: 9, outputs: 'all' },
  { steps: 30, windows: 16, inputs: 2, units: 32, outputs: 'last' },
];

type Arrays = Record<keyof LstmOperands | 'out', Float32Array>;

function drawArrays({ steps, windows, inputs, units, outputs }: Case, seed = 1): Arrays {
  const random = createRandom(seed);
  const draw = (length: number) => Float32Array.from({ length }, () => 0.5 * randomNormal(random));
  return {
    ...{ x: draw(steps * windows * inputs), kernel: draw(inputs * 4 * units), recurrent: draw(units * 4 * units) },
    ...{ bias: draw(4 * units), out: draw((outputs === 'all' ? steps : 1) * windows * units) },
  };
}

function operandsOf({ steps, windows, inputs, units }: Case, { x, kernel, recurrent, bias }: Arrays): LstmOperands {
  return {
    ...{ x: tf.tensor2d(x, [steps * windows, inputs]), kernel: tf.tensor2d(kernel, [inputs, 4 * units]) },
    ...{ recurrent: tf.tensor2d(recurrent, [units, 4 * units]), bias: tf.tensor2d(bias, [1, 4 * units]) },
  };
}

const callOf = ({ steps, outputs }: Case, more: Partial<LstmCall> = {}): LstmCall => ({
  ...{ steps, outputs, needsGradientOfX: true, isTraining: true, ...more },
});

/** The sum of the outputs, each with a weight of its own. */
const weighed = (operation: LstmOperation, one: Case, { out }: Arrays, call = callOf(one)) => {
  const shape: [number, number] = [out.length / one.units, one.units];
  return (operands: LstmOperands) => tf.sum(tf.mul(operation(operands, call), tf.tensor2d(out, shape)));
};

const gradients = (operation: LstmOperation, one: Case, arrays: Arrays, call = callOf(one)): number[][] =>
  tf.tidy(() => {
    const { x, kernel, recurrent, bias } = operandsOf(one, arrays);
    const sum = weighed(operation, one, arrays, call);
    const of = tf.grads((x, kernel, recurrent, bias) =>
      sum({ x, kernel, recurrent, bias } as Record<keyof LstmOperands, Tensor2D>).asScalar(),
    );
    return of([x, kernel, recurrent, bias]).map((tensor) => [...tensor.dataSync()]);
  });

const outputs = (operation: LstmOperation, one: Case, arrays: Arrays, more?: Partial<LstmCall>): number[] =>
  tf.tidy(() => [...operation(operandsOf(one, arrays), callOf(one, more)).dataSync()]);

const farthest = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(cases)('a layer of $units units, $inputs inputs, $steps steps, outputs of $outputs', (one) => {
  const arrays = drawArrays(one);

  it('has the gradients that small differences have', () => {
    const sumOf = (changed: Arrays) =>
      tf.tidy(() => weighed(plainLstm(tf), one, changed)(operandsOf(one, changed)).dataSync()[0]!);
    const found = gradients(plainLstm(tf), one, arrays);
    for (const [k, name] of (['x', 'kernel', 'recurrent', 'bias'] as const).entries())
      for (const at of [0, Math.floor(arrays[name].length / 2), arrays[name].length - 1]) {
        const moved = (by: number) => ({ ...arrays, [name]: arrays[name].map((v, i) => (i === at ? v + by : v)) });
        const slope = (sumOf(moved(0.02)) - sumOf(moved(-0.02))) / 0.04;
        expect(Math.abs(found[k]![at]! - slope), `${name} ${at}`).toBeLessThan(0.02 * Math.max(1, Math.abs(slope)));
      }
  });

  it('says and learns the same when it is fused', ({ skip }) => {
    if (!isWasm) skip('the fused layer is for the backend of WebAssembly');
    const [fused, plain] = [createFusedLstm(tf), plainLstm(tf)];
    expect(farthest(outputs(fused, one, arrays), outputs(plain, one, arrays))).toBeLessThan(1e-5);
    expect(outputs(fused, one, arrays, { isTraining: false })).toEqual(outputs(fused, one, arrays));
    const [own, others] = [gradients(fused, one, arrays), gradients(plain, one, arrays)];
    for (const [k, values] of own.entries()) {
      expect(values.length).toBe(others[k]!.length);
      const size = Math.max(1, ...others[k]!.map(Math.abs));
      expect(farthest(values, others[k]!) / size).toBeLessThan(1e-5);
    }
  });

  it('leaves nothing in memory, and is right again with the arrays of the time before', ({ skip }) => {
    if (!isWasm) skip('the fused layer is for the backend of WebAssembly');
    const fused = createFusedLstm(tf);
    gradients(fused, one, drawArrays(one, 2));
    const before = tf.memory().numTensors;
    const found = gradients(fused, one, arrays);
    outputs(fused, one, arrays, { isTraining: false });
    expect(gradients(fused, one, arrays)).toEqual(found);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has no gradient of what was measured where none is wanted', ({ skip }) => {
    if (!isWasm) skip('the fused layer is for the backend of WebAssembly');
    const call = callOf(one, { needsGradientOfX: false });
    const [x, ...weights] = gradients(createFusedLstm(tf), one, arrays, call);
    expect(x!.every((value) => value === 0)).toBe(true);
    expect(weights).toEqual(gradients(createFusedLstm(tf), one, arrays).slice(1));
  });
});
