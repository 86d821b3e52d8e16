import { createLstmRunner } from '../../src/models/forecasting/lstm/lstm-runner.ts';
import { createTrainableLstm, type LstmBatch } from '../../src/models/forecasting/lstm/trainable-lstm.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import type { Tensorflow } from '../../src/models/tensorflow.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { formatTime, timeBest } from './own-times.ts';
import { type PeerAnswer, type PythonPeer, runPythonPeer } from './python-peer.ts';

/** Windows to learn from: row-major, step by step, and the value that each is to forecast. */
export interface NetworkWindows {
  windows: Float64Array;
  targets: Float64Array;
  count: number;
  steps: number;
  inputs: number;
}

/** The network on this side, made for the windows that the peer gets: 64 and 32 LSTM cells, dropout 0.2 after each, 16 ReLU, 1 output, Adam. */
export interface OwnNetwork {
  /** Trains on every window once. */
  epoch(): void;
  /** Forecasts from the first window alone, without dropout. */
  single(): void;
}

/** Seconds, the best of several runs. */
export interface NetworkTimes {
  epoch: number;
  single: number;
}

export type TorchTimes = NetworkTimes & {
  version: string;
  threads: number;
  /** What it was built for, and the libraries that it loaded: the choice between reference BLAS and OpenBLAS is worth more than all else. */
  builtWithBlas: string;
  loadedBlas: string[];
};

export const networkSize = { count: 10_000, steps: 30, inputs: 2 };
/** Windows that one step of the training sees, on both sides. */
export const networkBatch = 128;

const torch: PythonPeer = {
  ...{ name: 'PyTorch', module: 'torch', debianPackage: 'python3-torch', script: 'torch_lstm.py' },
};

/** Windows whose target the last steps tell, with noise. */
export function makeNetworkWindows({ count, steps, inputs }: typeof networkSize, seed: number): NetworkWindows {
  const random = createRandom(seed);
  const windows = Float64Array.from({ length: count * steps * inputs }, () => randomNormal(random));
  const last = (window: number, back: number) => windows[((window + 1) * steps - back) * inputs]!;
  const targets = Float64Array.from(
    { length: count },
    (_, window) => (last(window, 1) + last(window, 2)) / 2 + 0.1 * randomNormal(random),
  );
  return { windows, targets, count, steps, inputs };
}

/** Times PyTorch on the same windows, on one thread. */
export const timeTorch = ({ windows, targets, count, steps, inputs }: NetworkWindows): PeerAnswer<TorchTimes> =>
  runPythonPeer<TorchTimes>(torch, [windows, targets], [count, steps, inputs, networkBatch]);

/** Our network on the same windows. */
export function makeOwnNetwork(tf: Tensorflow, { windows, targets, count, steps, inputs }: NetworkWindows): OwnNetwork {
  const network = createTrainableLstm(tf, { seed: 1 });
  const run = createLstmRunner(network.weights());
  const batches = Array.from({ length: Math.ceil(count / networkBatch) }, (_, i): LstmBatch => {
    const from = i * networkBatch;
    const size = Math.min(networkBatch, count - from);
    const x = new Float32Array(size * steps * inputs);
    for (let step = 0; step < steps; step++)
      for (let row = 0; row < size; row++)
        for (let k = 0; k < inputs; k++)
          x[(step * size + row) * inputs + k] = windows[((from + row) * steps + step) * inputs + k]!;
    const weights = new Float32Array(size).fill(1);
    return { count: size, x, targets: Float32Array.from(targets.subarray(from, from + size)), weights };
  });
  return {
    epoch() {
      for (const batch of batches) network.train(batch);
    },
    single: () => void run(windows),
  };
}

/** The best of three epochs after one that warms up, and of ten runs of 200 single forecasts, as the peer is timed. */
export function timeNetwork({ epoch, single }: OwnNetwork): NetworkTimes {
  epoch();
  return { epoch: timeBest(3, epoch), single: timeBest(10, single, 200) };
}

const compared: { name: string; key: keyof NetworkTimes }[] = [
  { name: 'LSTM, one epoch of 10,000 windows', key: 'epoch' },
  { name: 'LSTM, one forecast', key: 'single' },
];

/** How much longer than the peer may be taken here. */
const mostTimes = 2.5;

/** The section of the page, as Markdown. */
export function describeNetworkTimes(own: NetworkTimes, peer: PeerAnswer<TorchTimes>): string {
  if (peer.status === 'absent') return `Not compared: ${peer.reason}.`;
  const { version, threads, builtWithBlas, loadedBlas } = peer.answer;
  const { steps, inputs } = networkSize;
  const settings = `Windows of ${steps} steps with ${inputs} inputs; LSTM 64, dropout 0.2, LSTM 32, dropout 0.2, dense 16 (ReLU), dense 1; Adam with rate 0.002, batches of ${networkBatch}.`;
  const blas = loadedBlas.length > 0 ? loadedBlas.join(' and ') : 'no library for BLAS of its own';
  const table = buildTable(
    ['work', 'here', `PyTorch ${version}`, 'times as long', 'wanted'],
    compared.map(({ name, key }) => {
      const ratio = own[key] / peer.answer[key];
      const verdict = ratio <= mostTimes ? 'met' : '**missed**';
      return [
        ...[name, formatTime(own[key]), formatTime(peer.answer[key]), ratio.toFixed(2)],
        `≤ ${mostTimes}, ${verdict}`,
      ];
    }),
  );
  return `${settings} PyTorch ran on ${threads === 1 ? 'one thread' : `${threads} threads`}; it was built with BLAS_INFO=${builtWithBlas} and loaded ${blas}.\n\n${table}`;
}
