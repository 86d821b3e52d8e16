import { createRandom, type Random } from '../../random.ts';

/** Steps of a window, and numbers of each step: the value and a slow average. */
export const windowSteps = 30;
export const stepInputs = 2;

/** A layer of long short-term memory (Hochreiter and Schmidhuber 1997). Columns stand in four groups of `units`: input, forget, candidate and output gate. */
export interface LstmLayer {
  inputs: number;
  units: number;
  /** inputs × 4 units. */
  kernel: Float32Array;
  /** units × 4 units. */
  recurrent: Float32Array;
  /** 4 units. */
  bias: Float32Array;
}

export interface DenseLayer {
  inputs: number;
  units: number;
  /** inputs × units. */
  kernel: Float32Array;
  bias: Float32Array;
}

/** The whole network: two layers with memory, a dense one with rectified units, and one number at the end. */
export interface LstmWeights {
  first: LstmLayer;
  second: LstmLayer;
  hidden: DenseLayer;
  out: DenseLayer;
}

/** Units of each layer. */
export const sizes = { first: 64, second: 32, hidden: 16 };

/** The arrays of a network, in an order that does not change. */
export function arraysOf({ first, second, hidden, out }: LstmWeights): Float32Array[] {
  const ofLstm = ({ kernel, recurrent, bias }: LstmLayer) => [kernel, recurrent, bias];
  const ofDense = ({ kernel, bias }: DenseLayer) => [kernel, bias];
  return [...ofLstm(first), ...ofLstm(second), ...ofDense(hidden), ...ofDense(out)];
}

/** The network whose arrays these are. */
export function weightsOf(arrays: readonly Float32Array[]): LstmWeights {
  const [kernel, recurrent, bias, kernel2, recurrent2, bias2, hidden, hiddenBias, out, outBias] = arrays as [
    ...[Float32Array, Float32Array, Float32Array, Float32Array, Float32Array],
    ...[Float32Array, Float32Array, Float32Array, Float32Array, Float32Array],
  ];
  return {
    first: { inputs: stepInputs, units: sizes.first, kernel, recurrent, bias },
    second: { inputs: sizes.first, units: sizes.second, kernel: kernel2, recurrent: recurrent2, bias: bias2 },
    hidden: { inputs: sizes.second, units: sizes.hidden, kernel: hidden, bias: hiddenBias },
    out: { inputs: sizes.hidden, units: 1, kernel: out, bias: outBias },
  };
}

/** Rows and columns of each array; a bias has one row. */
export const shapes: readonly (readonly [rows: number, columns: number])[] = [
  ...lstmShapes(stepInputs, sizes.first),
  ...lstmShapes(sizes.first, sizes.second),
  ...[[sizes.second, sizes.hidden] as const, [1, sizes.hidden] as const],
  ...[[sizes.hidden, 1] as const, [1, 1] as const],
];

function lstmShapes(inputs: number, units: number) {
  return [[inputs, 4 * units] as const, [units, 4 * units] as const, [1, 4 * units] as const];
}

/** Weights to begin with: uniform after Glorot and Bengio 2010; forget gates begin open (Jozefowicz et al. 2015). */
export function drawWeights(seed: number): LstmWeights {
  const weights = weightsOf(shapes.map(([rows, columns], i) => draw(createRandom(seed, i), rows, columns)));
  for (const { bias, units } of [weights.first, weights.second]) bias.fill(1, units, 2 * units);
  return weights;
}

function draw(random: Random, rows: number, columns: number): Float32Array {
  if (rows === 1) return new Float32Array(columns);
  const reach = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => reach * (2 * random() - 1));
}
