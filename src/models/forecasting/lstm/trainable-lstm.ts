import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { Tensorflow } from '../../tensorflow.ts';
import { createDropout } from './dropout.ts';
import { createFusedLstm } from './fused-lstm.ts';
import { type LstmOperation, plainLstm } from './lstm-operation.ts';
import { arraysOf, drawWeights, type LstmWeights, shapes, stepInputs, weightsOf, windowSteps } from './lstm-weights.ts';

/** Windows with what came after them. */
export interface LstmBatch {
  count: number;
  /** Of step 0 all windows, then of step 1, and so on: steps × count × inputs. */
  x: Float32Array;
  targets: Float32Array;
  /** How much each counts; their mean is about 1. */
  weights: Float32Array;
}

export interface TrainableLstm {
  /** One step of Adam; answers the loss of the batch before it, the weighted mean absolute error. */
  train(batch: LstmBatch): number;
  loss(batch: LstmBatch): number;
  /** A copy of the weights as they are. */
  weights(): LstmWeights;
  dispose(): void;
}

export interface TrainableOptions {
  seed: number;
  /** Of Adam (Kingma and Ba 2015). */
  rate?: number;
  /** Share of the units that are left out of a pass, behind each layer with memory. */
  dropout?: number;
  /** The fused layer on WebAssembly, the library's own operations elsewhere. */
  lstm?: LstmOperation;
}

/** A network in TensorFlow.js that begins with weights drawn by the seed. */
export function createTrainableLstm(tf: Tensorflow, options: TrainableOptions): TrainableLstm {
  const { seed, rate = 0.002, dropout = 0.2 } = options;
  const lstm = options.lstm ?? (tf.getBackend() === 'wasm' ? createFusedLstm(tf) : plainLstm(tf));
  // Within a tidy, the tensors from which the variables are made do not stay beside them.
  const variables = tf.tidy(() =>
    arraysOf(drawWeights(seed)).map((array, i) => tf.variable(tf.tensor2d(array, [...shapes[i]!])) as Variable),
  );
  const optimizer = tf.train.adam(rate);
  const masks = createDropout(dropout, seed);

  /** Leaves units out while training. */
  const thin = (of: Tensor2D, isTraining: boolean): Tensor2D => {
    if (!isTraining || dropout === 0) return of;
    return tf.mul(of, tf.tensor2d(masks.draw(new Float32Array(of.size)), of.shape));
  };

  function say({ count, x }: LstmBatch, isTraining: boolean): Tensor {
    const [kernel, recurrent, bias, kernel2, recurrent2, bias2, hidden, hiddenBias, out, outBias] =
      variables as unknown as Record<number, Tensor2D> & Iterable<Tensor2D>;
    const windows = tf.tensor2d(x.subarray(0, windowSteps * count * stepInputs), [windowSteps * count, stepInputs]);
    const call = { steps: windowSteps, isTraining };
    const first = lstm(
      { x: windows, kernel: kernel!, recurrent: recurrent!, bias: bias! },
      { ...call, outputs: 'all', needsGradientOfX: false },
    );
    const second = lstm(
      { x: thin(first, isTraining), kernel: kernel2!, recurrent: recurrent2!, bias: bias2! },
      { ...call, outputs: 'last', needsGradientOfX: true },
    );
    const rectified = tf.relu(tf.add(tf.matMul(thin(second, isTraining), hidden!), hiddenBias!)) as Tensor2D;
    return tf.add(tf.matMul(rectified, out!), outBias!);
  }

  function measure(batch: LstmBatch, isTraining: boolean): Scalar {
    const { count, targets, weights } = batch;
    const column = (of: Float32Array) => tf.tensor2d(of.subarray(0, count), [count, 1]);
    const missed = tf.abs(tf.sub(say(batch, isTraining), column(targets)));
    return tf.mean(tf.mul(missed, column(weights)));
  }

  const numberOf = (scalar: Scalar) => scalar.dataSync()[0]!;
  return {
    train: (batch) => tf.tidy(() => numberOf(optimizer.minimize(() => measure(batch, true), true, variables)!)),
    loss: (batch) => tf.tidy(() => numberOf(measure(batch, false))),
    weights: () => weightsOf(variables.map((variable) => Float32Array.from(variable.dataSync()))),
    dispose() {
      for (const variable of variables) variable.dispose();
      optimizer.dispose();
    },
  };
}
