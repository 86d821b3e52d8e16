import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { patienceMs } from '../patience.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

/** Stands for the product: says who it is, and tells by its exit code which signal it was sent. `--deaf` lets signals end it. */
const standIn = `
  const codes = { SIGTERM: 41, SIGINT: 42, SIGHUP: 43 };
  if (!process.argv.includes('--deaf')) for (const [name, code] of Object.entries(codes)) process.on(name, () => process.exit(code));
  if (process.argv.includes('--code')) process.exit(7);
  setInterval(() => undefined, 1000);
  console.log(JSON.stringify({ pid: process.pid, node: process.version, args: process.argv.slice(2) }));
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bin-'));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'main.js'), standIn);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every Node.js of this machine, so that one that is too old for the product is among them where there is one. */
const path = (process.env.PATH ?? '').split(':').filter((entry) => !entry.includes('node_modules'));
const found = [...path.map((entry) => join(entry, 'node')).filter(existsSync), process.execPath];
const nodes = [...new Set(found.map((file) => realpathSync(file)))];

const start = (node: string, ...args: string[]) =>
  spawn(node, [join(folder, 'bin', 'nocturne.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

async function hello(child: ChildProcess): Promise<{ pid: number; node: string; args: string[] }> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line);
  throw new Error('it ended without a word');
}

function isAlive(pid: number): boolean {
  try {
    // One that is dead and not yet reaped still has its number.
    return process.kill(pid, 0) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe.each(nodes)('bin/nocturne.js on %s', (node) => {
  it.each([
    { signal: 'SIGTERM', code: 41 },
    { signal: 'SIGINT', code: 42 },
    { signal: 'SIGHUP', code: 43 },
  ] as const)('passes $signal on and ends with the exit code', async ({ signal, code }) => {
    const child = start(node, 'one', '--two');
    const { pid, node: version, args } = await hello(child);
    expect([Number(version.slice(1).split('.')[0]) >= 22, args]).toEqual([true, ['one', '--two']]);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(isAlive(pid)).toBe(false);
  });

  it('ends by the signal that ended the product', async () => {
    const child = start(node, '--deaf');
    await hello(child);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('hands on an exit code', async () => {
    expect(await once(start(node, '--code'), 'exit')).toEqual([7, null]);
  });

  it('leaves nothing running when it is killed', async () => {
    const child = start(node);
    const { pid } = await hello(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitUntil(() => !isAlive(pid), { timeout: patienceMs });
  });

  it('says what is missing in a package that was not built', async () => {
    const unbuilt = join(folder, 'unbuilt');
    cpSync(join(root, 'bin'), join(unbuilt, 'bin'), { recursive: true });
    writeFileSync(join(unbuilt, 'package.json'), '{"type": "module"}');
    const child = spawn(node, [join(unbuilt, 'bin', 'nocturne.js'), '--help']);
    const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([told, code]).toEqual([expect.stringMatching(/^nocturne was not built: .*npm run build.*\n$/), 1]);
  });
});
