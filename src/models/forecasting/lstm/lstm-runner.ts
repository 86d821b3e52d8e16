import { type DenseLayer, type LstmLayer, type LstmWeights, stepInputs, windowSteps } from './lstm-weights.ts';

/** What the network says of one window, which holds `windowSteps` rows of `stepInputs` numbers, the oldest first. */
export type LstmRunner = (window: Float64Array) => number;

/** Runs the network on plain arrays: for one window at a time this is faster than any library. */
export function createLstmRunner({ first, second, hidden, out }: LstmWeights): LstmRunner {
  const [lower, upper] = [createLayerState(first), createLayerState(second)];
  const rectified = new Float64Array(hidden.units);
  return (window) => {
    lower.reset();
    upper.reset();
    for (let step = 0; step < windowSteps; step++) upper.step(lower.step(window, step * stepInputs), 0);
    runDense(hidden, upper.output, rectified);
    for (let i = 0; i < rectified.length; i++) rectified[i] = Math.max(0, rectified[i]!);
    let said = out.bias[0]!;
    for (let i = 0; i < rectified.length; i++) said += rectified[i]! * out.kernel[i]!;
    return said;
  };
}

function runDense({ units, kernel, bias }: DenseLayer, input: Float64Array, output: Float64Array): void {
  for (let j = 0; j < units; j++) output[j] = bias[j]!;
  addProduct(input, 0, kernel, output);
}

/** Adds `input · matrix` to `sum`; rows are taken four at a time, so that `sum` is read and written a quarter as often. */
function addProduct(
  input: Float64Array,
  at: number,
  matrix: Float32Array,
  sum: Float64Array,
  rows = input.length,
): void {
  const width = sum.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const a = input[at + row]!;
    const b = input[at + row + 1]!;
    const c = input[at + row + 2]!;
    const d = input[at + row + 3]!;
    const r0 = row * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    for (let j = 0; j < width; j++)
      sum[j]! += a * matrix[r0 + j]! + b * matrix[r1 + j]! + c * matrix[r2 + j]! + d * matrix[r3 + j]!;
  }
  for (; row < rows; row++) {
    const value = input[at + row]!;
    const from = row * width;
    for (let j = 0; j < width; j++) sum[j]! += value * matrix[from + j]!;
  }
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function createLayerState({ inputs, units, kernel, recurrent, bias }: LstmLayer) {
  const gates = new Float64Array(4 * units);
  const cell = new Float64Array(units);
  const output = new Float64Array(units);
  return {
    output,
    reset() {
      cell.fill(0);
      output.fill(0);
    },
    /** Reads `inputs` numbers of `input` from `at` on. */
    step(input: Float64Array, at: number): Float64Array {
      gates.set(bias);
      addProduct(input, at, kernel, gates, inputs);
      addProduct(output, 0, recurrent, gates);
      for (let u = 0; u < units; u++) {
        const candidate = Math.tanh(gates[2 * units + u]!);
        const kept = sigmoid(gates[units + u]!) * cell[u]! + sigmoid(gates[u]!) * candidate;
        cell[u] = kept;
        output[u] = sigmoid(gates[3 * units + u]!) * Math.tanh(kept);
      }
      return output;
    },
  };
}
