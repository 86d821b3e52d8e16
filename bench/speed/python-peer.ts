import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';

/** Debian's interpreter, which sees the packages of apt. */
const python = '/usr/bin/python3';

/** A library in Python that does the same work. */
export interface PythonPeer {
  /** For people: "scikit-learn". */
  name: string;
  /** What Python imports, and the package of Debian that has it. */
  module: string;
  debianPackage: string;
  /** The file of this folder that times it. It gets the path of a file of float64 numbers, then `args`, and prints one JSON object. */
  script: string;
}

export type PeerAnswer<Answer> = { status: 'ok'; answer: Answer } | { status: 'absent'; reason: string };

/** Runs a peer on numbers, on one thread. `absent` when Python or the library is not installed; throws `peer-failed` when the script stops. */
export function runPythonPeer<Answer>(
  { name, module, debianPackage, script }: PythonPeer,
  numbers: readonly Float64Array[],
  args: readonly number[],
): PeerAnswer<Answer> {
  if (!existsSync(python)) return { status: 'absent', reason: `${python} is not installed` };
  const found = spawnSync(python, ['-c', `import ${module}`]);
  if (found.status !== 0)
    return { status: 'absent', reason: `${name} is not installed (apt install ${debianPackage})` };
  const folder = mkdtempSync(join(tmpdir(), 'bench-speed-'));
  try {
    const file = join(folder, 'numbers.f64');
    writeFileSync(file, Buffer.concat(numbers.map(bytesOf)));
    const words = [join(import.meta.dirname, script), file, ...args.map(String)];
    const run = spawnSync(python, words, { encoding: 'utf8' });
    if (run.status !== 0)
      throw new NocturneError('peer-failed', `${name} stopped: ${run.stderr.trim().split('\n').at(-1)}`);
    return { status: 'ok', answer: JSON.parse(run.stdout) as Answer };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
