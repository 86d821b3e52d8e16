import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';
import type { ForestTimes, SpeedRows } from './own-times.ts';

/** Debian's interpreter, which sees the package python3-sklearn. */
const python = '/usr/bin/python3';

export type ScikitTimes = { status: 'ok'; version: string; times: ForestTimes } | { status: 'absent'; reason: string };

/** Times scikit-learn on the same rows, on one thread. `absent` when Python or the package is not installed. */
export function timeScikit({ rows, labels, count, width }: SpeedRows): ScikitTimes {
  if (!existsSync(python)) return { status: 'absent', reason: `${python} is not installed` };
  const found = spawnSync(python, ['-c', 'import sklearn']);
  if (found.status !== 0)
    return { status: 'absent', reason: 'scikit-learn is not installed (apt install python3-sklearn)' };
  const folder = mkdtempSync(join(tmpdir(), 'bench-speed-'));
  try {
    const file = join(folder, 'rows.f64');
    writeFileSync(file, Buffer.concat([bytesOf(rows), bytesOf(Float64Array.from(labels))]));
    const script = join(import.meta.dirname, 'scikit_learn.py');
    const run = spawnSync(python, [script, file, String(count), String(width)], { encoding: 'utf8' });
    if (run.status !== 0)
      throw new NocturneError('peer-failed', `scikit-learn stopped: ${run.stderr.trim().split('\n').at(-1)}`);
    const { version, ...times } = JSON.parse(run.stdout) as ForestTimes & { version: string };
    return { status: 'ok', version, times };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
