import type { ForestTimes, SpeedRows } from './own-times.ts';
import { type PeerAnswer, type PythonPeer, runPythonPeer } from './python-peer.ts';

export type ScikitTimes = ForestTimes & { version: string };

const scikit: PythonPeer = {
  ...{ name: 'scikit-learn', module: 'sklearn', debianPackage: 'python3-sklearn', script: 'scikit_learn.py' },
};

/** Times scikit-learn on the same rows, on one thread. */
export const timeScikit = ({ rows, labels, count, width }: SpeedRows): PeerAnswer<ScikitTimes> =>
  runPythonPeer<ScikitTimes>(scikit, [rows, Float64Array.from(labels)], [count, width]);
