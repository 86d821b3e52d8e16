import { spawn } from 'node:child_process';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NocturneError } from '../../../src/errors.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { namespaceOf } from '../lab-spec.ts';
import { filesOf } from '../lab-state.ts';
import { joining, processesOf } from './control-groups.ts';
import { env, initOf, inNetwork, ip, run, sleep, vtysh } from './run.ts';

const script = fileURLToPath(new URL('../device.sh', import.meta.url));
const startWithinMs = 60_000;

/** Starts the processes of a device, and returns at once. The device ends when its PID 1 does. */
export function startDevice(device: string): void {
  const { folder, log } = filesOf(device);
  rmSync(join(folder, 'state'), { force: true });
  const out = openSync(join(log, 'init.out'), 'a');
  const apart = ['unshare', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--mount-proc'];
  const command = ['ip', 'netns', 'exec', namespaceOf(device), ...apart, script, device, folder];
  const [program = '', ...args] = joining(device, command);
  spawn(program, args, { detached: true, stdio: ['ignore', out, out], env }).unref();
}

/** Resolves when every daemon of a device was started. @throws NocturneError `lab-failed` with what it wrote. */
export async function waitForDevice(device: string): Promise<void> {
  const { folder, log } = filesOf(device);
  for (const giveUpAt = Date.now() + startWithinMs; Date.now() < giveUpAt; await sleep(100)) {
    if (readOr(join(folder, 'state')) !== '') return;
  }
  const said = ['init.out', 'frrinit.out', 'sshd.out'].map((file) => readOr(join(log, file)).trim()).filter(Boolean);
  throw new NocturneError('lab-failed', `${device} did not start within ${startWithinMs / 1000} s: ${said.join('; ')}`);
}

const readOr = (file: string) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Ends a device as a loss of power does. Its cables and addresses stay, and what was not written is gone. */
export async function killDevice(device: string): Promise<void> {
  const init = initOf(device);
  if (init !== undefined) process.kill(init, 'SIGKILL');
  // The kernel that forwards for it is that of this machine, and would go on.
  const ports = await run(inNetwork(device, ['ls', '/sys/class/net'])).catch(() => '');
  const own = ports.split('\n').filter((port) => port !== '' && port !== 'lo');
  if (own.length > 0)
    ip(
      own.map((port) => `link set ${port} down`),
      device,
    );
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt && processesOf(device).length > 0; ) await sleep(50);
}

/** How many neighbours a device should have. */
export const neighboursOf = (spec: NetworkSpec, device: string): number =>
  spec.links.filter(({ a, b }) => a.device === device || b.device === device).length;

/** How many it has that are fully adjacent; null when it can't be asked. */
export async function fullNeighbours(device: string): Promise<number | null> {
  if (initOf(device) === undefined) return null;
  return vtysh(device, 'show ip ospf neighbor').then(countFull, () => null);
}

/** Neighbours in the state Full, of the answer to `show ip ospf neighbor`. */
export const countFull = (text: string): number =>
  text.split('\n').filter((line) => /^\d+(\.\d+){3}\s+\d+\s+Full\//.test(line)).length;
