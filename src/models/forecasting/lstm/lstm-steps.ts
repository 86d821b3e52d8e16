/** Sizes of the work of one step. */
export interface StepSizes {
  windows: number;
  units: number;
}

/**
 * Cells of a step from its gates. `gates` holds σ of input, forget, twice the candidate and output, so that tanh(x) is 2σ(2x) - 1. Writes the cell
 * state behind that of the step before, and twice of it to `doubled`.
 */
export function forwardCells(
  { windows, units }: StepSizes,
  { gates, cells, before, after, doubled }: Record<'gates' | 'cells' | 'doubled', Float32Array> & Offsets,
): void {
  for (let row = 0; row < windows; row++) {
    const [gate, unit] = [row * 4 * units, row * units];
    for (let u = 0; u < units; u++) {
      const kept = gates[gate + units + u]! * cells[before + unit + u]!;
      const added = gates[gate + u]! * (2 * gates[gate + 2 * units + u]! - 1);
      cells[after + unit + u] = kept + added;
      doubled[unit + u] = 2 * (kept + added);
    }
  }
}

interface Offsets {
  before: number;
  after: number;
}

/** Outputs of a step from its output gate and `half`, which is σ of twice the cells; keeps tanh of the cells for the way back. */
export function forwardOutputs(
  { windows, units }: StepSizes,
  arrays: Record<'gates' | 'half' | 'tanhs' | 'outputs' | 'hidden', Float32Array>,
  { tanhsAt, outputsAt }: { tanhsAt: number; outputsAt: number },
): void {
  const { gates, half, tanhs, outputs, hidden } = arrays;
  for (let row = 0; row < windows; row++) {
    const [gate, unit] = [row * 4 * units + 3 * units, row * units];
    for (let u = 0; u < units; u++) {
      const tanh = 2 * half[unit + u]! - 1;
      const output = gates[gate + u]! * tanh;
      tanhs[tanhsAt + unit + u] = tanh;
      outputs[outputsAt + unit + u] = output;
      hidden[unit + u] = output;
    }
  }
}

/** What of a step was kept on the way forward, and where it begins in each array. */
export interface KeptStep {
  gates: Float32Array;
  gatesAt: number;
  cells: Float32Array;
  tanhs: Float32Array;
  /** Where this step begins in `tanhs`, and the step before it in `cells`. */
  unitsAt: number;
}

/**
 * Gradients of a step before its gates' functions (Hochreiter and Schmidhuber 1997 with forget gates, Gers et al. 2000). `fromAbove` and `fromNext`
 * are gradients of its outputs, null where there is none; `cell` is the gradient of its cells, and becomes that of the step before.
 */
export function backwardStep(
  { windows, units }: StepSizes,
  { gates, gatesAt, cells, tanhs, unitsAt }: KeptStep,
  { fromAbove, aboveAt, fromNext }: { fromAbove: Float32Array | null; aboveAt: number; fromNext: Float32Array | null },
  { into, intoAt, cell }: { into: Float32Array; intoAt: number; cell: Float32Array },
): void {
  for (let row = 0; row < windows; row++) {
    const [gate, to, unit] = [gatesAt + row * 4 * units, intoAt + row * 4 * units, row * units];
    for (let u = 0; u < units; u++) {
      const at = unit + u;
      const above = fromAbove === null ? 0 : fromAbove[aboveAt + at]!;
      const hidden = fromNext === null ? above : above + fromNext[at]!;
      const input = gates[gate + u]!;
      const forget = gates[gate + units + u]!;
      const candidate = 2 * gates[gate + 2 * units + u]! - 1;
      const output = gates[gate + 3 * units + u]!;
      const tanh = tanhs[unitsAt + at]!;
      const through = cell[at]! + hidden * output * (1 - tanh * tanh);
      into[to + u] = through * candidate * input * (1 - input);
      into[to + units + u] = through * cells[unitsAt + at]! * forget * (1 - forget);
      into[to + 2 * units + u] = through * input * (1 - candidate * candidate);
      into[to + 3 * units + u] = hidden * tanh * output * (1 - output);
      cell[at] = through * forget;
    }
  }
}
