import type { Tensor2D } from '@tensorflow/tfjs';
import type { Tensorflow } from '../../tensorflow.ts';

/** What a layer reads: rows of step 0 of each window, then rows of step 1, and so on. */
export interface LstmOperands {
  /** steps · windows × inputs. */
  x: Tensor2D;
  /** inputs × 4 units, units × 4 units, 1 × 4 units. */
  kernel: Tensor2D;
  recurrent: Tensor2D;
  bias: Tensor2D;
}

export interface LstmCall {
  steps: number;
  /** Outputs of all steps, in the order of the rows of `x`, or of the last one. */
  outputs: 'all' | 'last';
  /** False where `x` is what was measured, and its gradient would be thrown away. */
  needsGradientOfX: boolean;
  /** False where no gradient is asked for, so that nothing is kept for it. */
  isTraining: boolean;
}

/** A layer of long short-term memory, with gradients. */
export type LstmOperation = (operands: LstmOperands, call: LstmCall) => Tensor2D;

/** The layer in operations of the library, which differentiates them. Right on every backend, and slow on that of WebAssembly. */
export const plainLstm =
  (tf: Tensorflow): LstmOperation =>
  ({ x, kernel, recurrent, bias }, { steps, outputs }) =>
    tf.tidy(() => {
      const units = recurrent.shape[0];
      const windows = x.shape[0] / steps;
      const projected = tf.add(tf.matMul(x, kernel), bias) as Tensor2D;
      let [hidden, cell] = [tf.zeros([windows, units]) as Tensor2D, tf.zeros([windows, units]) as Tensor2D];
      const all: Tensor2D[] = [];
      for (let step = 0; step < steps; step++) {
        const own = tf.slice(projected, [step * windows, 0], [windows, 4 * units]);
        const gates = tf.split(tf.add(own, tf.matMul(hidden, recurrent)), 4, 1) as Tensor2D[];
        const [input, forget, output] = [gates[0]!, gates[1]!, gates[3]!].map((gate) => tf.sigmoid(gate));
        cell = tf.add(tf.mul(forget!, cell), tf.mul(input!, tf.tanh(gates[2]!)));
        hidden = tf.mul(output!, tf.tanh(cell));
        all.push(hidden);
      }
      return outputs === 'all' ? (tf.concat(all, 0) as Tensor2D) : hidden;
    });
