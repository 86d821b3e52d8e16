import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NocturneError } from '../../src/errors.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';
import type { Engine, Measured } from './engine.ts';

const packages = ['pandas==3.1.1', 'pyarrow==26.0.1'];
const folder = join(homedir(), '.cache', 'nocturne-tests', 'pandas');
const python = join(folder, 'venv', 'bin', 'python');
const script = join(import.meta.dirname, 'feature_statistics.py');

/** A script with pandas on the same files, in an environment that is made once. */
export const pandas: Engine = {
  name: 'pandas',
  mostRows: 10_000_000,
  async missing() {
    const installed = join(folder, `${packages.join(' ')}.installed`);
    if (existsSync(installed)) return undefined;
    mkdirSync(folder, { recursive: true });
    try {
      await run('python3', ['-m', 'venv', join(folder, 'venv')]);
    } catch (thrown) {
      return `Python can make no virtual environment (apt-get install python3-venv): ${(thrown as Error).message}`;
    }
    try {
      await run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
    } catch (thrown) {
      return `${packages.join(' and ')} can not be had from PyPI: ${(thrown as Error).message}`;
    }
    writeFileSync(installed, '');
    return undefined;
  },
  async measure({ dir, span }, { again }) {
    const files = (await readManifest(dir)).samples.map(({ file }) => file);
    return JSON.parse(await run(python, [script], JSON.stringify({ samples: dir, files, ...span, again }))) as Measured;
  },
};

/** What a program prints. Throws `engine-failed` with its last words. */
async function run(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, args, { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'close');
  const [printed, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return printed;
  throw new NocturneError('engine-failed', `${program} ended with ${code}: ${said.trim().split('\n').at(-1)}`);
}
