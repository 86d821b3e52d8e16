import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { leftovers } from '../../demo/lab/network/down.ts';
import type { LabStatus } from '../../demo/lab/network/status.ts';
import { missingForLab } from '../../demo/lab/requirements.ts';

const main = fileURLToPath(new URL('../../demo/lab/main.ts', import.meta.url));
const words = ['--disable-warning=ExperimentalWarning', main];
const lab = (...args: string[]) => promisify(execFile)(process.execPath, [...words, ...args]);

describe.skipIf(missingForLab() !== undefined)('the lab of real FRRouting', () => {
  // Somebody's own lab is not taken down.
  const free = missingForLab() === undefined && leftovers().length === 0;
  afterAll(() => (free ? lab('down') : undefined), 60_000);

  it('comes up whole, is no second time, and leaves nothing behind', { timeout: 240_000 }, async () => {
    expect(free, 'a lab is up on this machine').toBe(true);
    await lab('up');
    const status = JSON.parse((await lab('status', '--json')).stdout) as LabStatus;
    expect(status.up).toBe(true);
    expect(status.devices.map(({ full, neighbours }) => full === neighbours)).toEqual(Array(7).fill(true));
    expect((await lab('vtysh', 'Router-A', 'show ip route 10.2.0.10')).stdout).toContain('via eth1');
    await expect(lab('up')).rejects.toThrow(/an earlier one was not taken down/);
    await expect(lab('cable', 'set', 'L1', 'both', 'los=5')).rejects.toThrow(/none of delay, jitter, loss, rate/);
    await lab('down');
    expect(leftovers()).toEqual([]);
  });

  it('is taken down also when what built it was killed half-way', { timeout: 120_000 }, async () => {
    expect(free, 'a lab is up on this machine').toBe(true);
    const building = spawn(process.execPath, [...words, 'up'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(building.stdout!, 'data');
    building.kill('SIGKILL');
    await once(building, 'exit');
    expect(leftovers()).not.toEqual([]);
    await lab('down');
    expect(leftovers()).toEqual([]);
  });
});
