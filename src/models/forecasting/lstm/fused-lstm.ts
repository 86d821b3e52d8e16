import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tensorflow } from '../../tensorflow.ts';
import { createArrayPool } from './array-pool.ts';
import type { LstmCall, LstmOperands, LstmOperation } from './lstm-operation.ts';
import { backwardStep, forwardCells, forwardOutputs, type StepSizes } from './lstm-steps.ts';
import { openWasmHeap } from './wasm-heap.ts';

/** What the way forward keeps for the way back; the first step of `cells` and `outputs` is that before the first. */
interface Kept {
  gates: Float32Array;
  cells: Float32Array;
  tanhs: Float32Array;
  outputs: Float32Array;
}

/**
 * The layer as one operation with its own gradient, for the backend of WebAssembly: one product for the inputs of all steps, the mathematics of the
 * gates on the backend's memory, and no transposed products, which that backend does ten times slower. Equal to {@link plainLstm}.
 */
export function createFusedLstm(tf: Tensorflow): LstmOperation {
  const heap = openWasmHeap(tf);
  const pool = createArrayPool();
  const scales = new Map<number, Tensor2D>();

  /** Doubles the columns of the candidate, whose tanh is made of a σ. */
  function doubling(units: number): Tensor2D {
    const found = scales.get(units);
    if (found) return found;
    const row = Float32Array.from({ length: 4 * units }, (_, j) => (j >= 2 * units && j < 3 * units ? 2 : 1));
    const made = tf.keep(tf.tensor2d(row, [1, 4 * units]));
    scales.set(units, made);
    return made;
  }

  function forward(x: Tensor2D, weights: readonly Tensor2D[], { steps }: LstmCall, sizes: StepSizes) {
    const { windows, units } = sizes;
    const [block, wide] = [windows * units, windows * 4 * units];
    const [kernel, recurrent, bias] = weights.map((one) => tf.mul(one, doubling(units)) as Tensor2D);
    const projected = tf.matMul(x, kernel!);
    const kept: Kept = {
      ...{ gates: pool.take(steps * wide), cells: pool.take((steps + 1) * block) },
      ...{ tanhs: pool.take(steps * block), outputs: pool.take((steps + 1) * block) },
    };
    kept.cells.fill(0, 0, block);
    kept.outputs.fill(0, 0, block);
    const [hidden, doubled, sum] = [
      heap.empty([windows, units]),
      heap.empty([windows, units]),
      heap.empty([windows, 4 * units]),
    ];
    for (let step = 0; step < steps; step++) {
      const fromBefore = step === 0 ? null : tf.matMul(hidden as Tensor2D, recurrent!);
      const parts = { own: heap.view(projected), at: step * wide, more: fromBefore && heap.view(fromBefore) };
      addUp(parts, heap.view(bias!), heap.view(sum));
      fromBefore?.dispose();
      const gates = tf.sigmoid(sum);
      const numbers = heap.view(gates);
      kept.gates.set(numbers, step * wide);
      const at = { before: step * block, after: (step + 1) * block };
      forwardCells(sizes, { gates: numbers, cells: kept.cells, doubled: heap.view(doubled), ...at });
      const half = tf.sigmoid(doubled);
      const arrays = { gates: heap.view(gates), half: heap.view(half), hidden: heap.view(hidden) };
      forwardOutputs(
        sizes,
        { ...arrays, tanhs: kept.tanhs, outputs: kept.outputs },
        { tanhsAt: at.before, outputsAt: at.after },
      );
      half.dispose();
      gates.dispose();
    }
    return { kept, hidden: hidden as Tensor2D };
  }

  /** Gradients before the gates' functions, steps · windows × 4 units. */
  function backward(
    dy: Tensor,
    recurrent: Tensor2D,
    kept: Kept,
    { steps, outputs }: LstmCall,
    sizes: StepSizes,
  ): Tensor2D {
    const { windows, units } = sizes;
    const [block, wide] = [windows * units, windows * 4 * units];
    const turned = tf.transpose(recurrent);
    const [all, own] = [heap.empty([steps * windows, 4 * units]), heap.empty([windows, 4 * units])];
    const cell = pool.take(block).fill(0);
    let next: Tensor | null = null;
    for (let step = steps - 1; step >= 0; step--) {
      const hasOutput = outputs === 'all' || step === steps - 1;
      const from = {
        fromAbove: hasOutput ? heap.view(dy) : null,
        aboveAt: outputs === 'all' ? step * block : 0,
        fromNext: next && heap.view(next),
      };
      const into = { into: heap.view(all), intoAt: step * wide, cell };
      backwardStep(sizes, { ...kept, gatesAt: step * wide, unitsAt: step * block }, from, into);
      next?.dispose();
      if (step === 0) break;
      heap.view(own).set(heap.view(all).subarray(step * wide, (step + 1) * wide));
      next = tf.matMul(own as Tensor2D, turned);
    }
    pool.give(cell);
    return all as Tensor2D;
  }

  function giveBack(kept: Kept): void {
    for (const array of Object.values(kept)) pool.give(array);
  }

  /** Runs without a gradient. */
  function run({ x, kernel, recurrent, bias }: LstmOperands, call: LstmCall): Tensor2D {
    const sizes = sizesOf(x, recurrent, call);
    return tf.tidy(() => {
      const { kept, hidden } = forward(x, [kernel, recurrent, bias], call, sizes);
      const said = call.outputs === 'all' ? outputsFrom(kept, 1, call, sizes) : hidden;
      giveBack(kept);
      return said;
    });
  }

  /** The outputs of as many steps as there are, from this one on; step 0 is that before the first. */
  function outputsFrom({ outputs }: Kept, step: number, { steps }: LstmCall, { windows, units }: StepSizes): Tensor2D {
    const block = windows * units;
    return tf.tensor2d(outputs.subarray(step * block, (step + steps) * block), [steps * windows, units]);
  }

  /** Runs with what the library asks for: the value, and a function that answers the gradients of all four operands. */
  function runWithGradient({ x, kernel, recurrent, bias }: LstmOperands, call: LstmCall): Tensor2D {
    const sizes = sizesOf(x, recurrent, call);
    const operation = tf.customGrad((...given) => {
      const [x, kernel, recurrent, bias, save] = given as unknown as GradientOperands;
      const { kept, hidden } = forward(x, [kernel, recurrent, bias], call, sizes);
      save([x, kernel, recurrent]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => {
        const [x, kernel, recurrent] = saved as [Tensor2D, Tensor2D, Tensor2D];
        const gates = backward(dy, recurrent, kept, call, sizes);
        const before = outputsFrom(kept, 0, call, sizes);
        giveBack(kept);
        return [
          call.needsGradientOfX ? tf.matMul(gates, tf.transpose(kernel)) : tf.zerosLike(x),
          tf.matMul(tf.transpose(x), gates),
          tf.matMul(tf.transpose(before), gates),
          tf.tensor2d(sumOfRows(heap.view(gates), 4 * sizes.units), [1, 4 * sizes.units]),
        ];
      };
      return { value: call.outputs === 'all' ? outputsFrom(kept, 1, call, sizes) : hidden, gradFunc };
    });
    return operation(x, kernel, recurrent, bias) as Tensor2D;
  }

  return (operands, call) => (call.isTraining ? runWithGradient(operands, call) : run(operands, call));
}

type GradientOperands = [Tensor2D, Tensor2D, Tensor2D, Tensor2D, (tensors: Tensor[]) => void];

const sizesOf = (x: Tensor2D, recurrent: Tensor2D, { steps }: LstmCall): StepSizes => ({
  ...{ windows: x.shape[0] / steps, units: recurrent.shape[0] },
});

/** Adds up what comes from the inputs of a step, from the outputs of the step before it and from the bias. */
function addUp(
  { own, at, more }: { own: Float32Array; at: number; more: Float32Array | null },
  bias: Float32Array,
  sum: Float32Array,
): void {
  const width = bias.length;
  for (let row = 0; row < sum.length; row += width)
    for (let j = 0; j < width; j++) sum[row + j] = own[at + row + j]! + bias[j]!;
  if (more !== null) for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

/** The library turns a matrix before it sums its rows, which takes longer than the products. */
function sumOfRows(matrix: Float32Array, width: number): Float32Array {
  const sum = new Float64Array(width);
  for (let row = 0; row < matrix.length; row += width) for (let j = 0; j < width; j++) sum[j]! += matrix[row + j]!;
  return Float32Array.from(sum);
}
