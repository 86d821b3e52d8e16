import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { shortLived } from '../short-lived.ts';

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one command line in this process. What it prints is kept from the terminal. */
export async function runCli(...args: string[]): Promise<CliResult> {
  const printed = { stdout: '', stderr: '' };
  const keep = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  const spies = [keep('stdout'), keep('stderr')];
  const exitCode = process.exitCode;
  process.exitCode = undefined;
  try {
    return { code: await run(args), ...printed };
  } finally {
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
  }
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Runs one command line as a process of its own, with nothing but this environment and input. */
export async function spawnCli(
  args: string[],
  given: { env?: Record<string, string>; cwd: string; input?: string },
): Promise<CliResult> {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME, ...given.env };
  const child = spawn(process.execPath, [...shortLived, '--disable-warning=ExperimentalWarning', main, ...args], {
    ...{ env, cwd: given.cwd, stdio: 'pipe' },
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  child.stdin.end(given.input ?? '');
  const [code] = await once(child, 'close');
  return { code: Number(code ?? 1), ...printed };
}
