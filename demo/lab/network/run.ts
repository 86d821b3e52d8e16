import { type ChildProcess, execFile, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { NocturneError } from '../../../src/errors.ts';
import { namespaceOf } from '../lab-spec.ts';
import { joining, processesOf } from './control-groups.ts';

const path = `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`;
export const env = { ...process.env, PATH: path };

/** Lines for `ip`, in a namespace of the lab or, without one, in that of this machine. @throws NocturneError `lab-failed`. */
export function ip(lines: readonly string[], namespace?: string): void {
  const where = namespace === undefined ? [] : ['-n', namespaceOf(namespace)];
  try {
    execFileSync('ip', [...where, '-batch', '-'], { input: `${lines.join('\n')}\n`, stdio: 'pipe', env });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    throw new NocturneError(
      'lab-failed',
      `ip failed${namespace ? ` in ${namespace}` : ''}: ${String(stderr ?? error).trim()}`,
    );
  }
}

/** PID 1 of a device as this machine numbers it; undefined when the device is down. */
export function initOf(device: string): number | undefined {
  return processesOf(device).find((pid) => {
    try {
      return /^NSpid:\s+\d+\s+1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

/** A command as a process in all namespaces of a device. @throws NocturneError `lab-down` when the device is down. */
export function inDevice(device: string, command: readonly string[]): string[] {
  const pid = initOf(device);
  if (pid === undefined) throw new NocturneError('lab-down', `${device} is not up`, { hint: 'npm run lab -- up' });
  return ['nsenter', '-t', String(pid), '-m', '-u', '-i', '-n', '-p', '--', ...command];
}

/** A command in the network of a device or host alone, which costs the device nothing. */
export const inNetwork = (name: string, command: readonly string[]): string[] => [
  'nsenter',
  `--net=/run/netns/${namespaceOf(name)}`,
  '--',
  ...command,
];

/** A process that counts as one of the device, as `spawn` starts it. */
export const asDevice = (device: string, command: readonly string[]): string[] =>
  joining(device, inDevice(device, command));

/** Starts a command that ends when this process does, however it ends. */
export function start(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], { env, ...options });
}

/** Runs a command to its end and gives what it wrote. Throws what `execFile` throws. */
export async function run([program = '', ...args]: readonly string[], timeoutMs = 30_000): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: timeoutMs, maxBuffer: 16 << 20 });
  return stdout;
}

/** What a device answers to lines of vtysh, from inside it and past the product. */
export const vtysh = (device: string, ...lines: string[]): Promise<string> =>
  run(inDevice(device, ['vtysh', ...lines.flatMap((line) => ['-c', line])]));

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
