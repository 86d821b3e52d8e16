import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { recordWorld } from '../../../demo/network/recording/record-world.ts';
import { generateFaults } from '../../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../../demo/network/spec.ts';
import { createRandom } from '../../../demo/network/world/random.ts';

const spec = loadNetworkSpec();
const from = 1_750_000_000_000;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (out: string, file: string) => readFileSync(join(out, file));
const samplesOf = (out: string) => gunzipSync(read(out, 'samples.lp.gz')).toString('utf8').trimEnd().split('\n');

describe('recordWorld', () => {
  it('gives the same bytes for the same seed and others for another', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
    await recordWorld({ spec, seed: 4, from, minutes: 6, out: a });
    await recordWorld({ spec, seed: 4, from, minutes: 6, out: b });
    await recordWorld({ spec, seed: 5, from, minutes: 6, out: c });
    for (const file of ['samples.lp.gz', 'labels.csv', 'events.jsonl', 'topology.yaml']) {
      expect(read(a, file).equals(read(b, file)), file).toBe(true);
    }
    expect(read(a, 'samples.lp.gz').equals(read(c, 'samples.lp.gz'))).toBe(false);
  });

  it('labels both ends of a faulty link for exactly the seconds in which it is bad', async () => {
    const fault = { kind: 'latency', link: 'L2', magnitude: 60 } as const;
    const faults = [{ fault, start: from + 60_000, end: from + 90_000 }];
    await recordWorld({ spec, seed: 1, from, minutes: 3, faults, out: folder });
    expect(read(folder, 'labels.csv').toString()).toBe(
      `start,end,device,interface,cause\n${from + 60_000},${from + 89_000},Router-A,eth2,latency_spike\n` +
        `${from + 60_000},${from + 89_000},Switch-1,eth1,latency_spike\n`,
    );
    const slow = samplesOf(folder).filter((line) => line.startsWith('interface,device=Router-A,interface=eth2 '));
    const bad = slow.flatMap((line) => {
      const at = Number(line.split(' ')[2]);
      return Number(/latency_ms=([\d.]+)/.exec(line)?.[1]) > 60 ? [at] : [];
    });
    expect(bad.length).toBe(30);
    expect([bad[0], bad.at(-1)]).toEqual([from + 60_000, from + 89_000]);
  });

  it('holds a line per device and interface and second, a topology without management addresses, and no truth in its events', async () => {
    await recordWorld({ spec, seed: 1, from, minutes: 1, faults: [], out: folder });
    expect(samplesOf(folder)).toHaveLength(60 * (7 + 20));
    const topology = parse(read(folder, 'topology.yaml').toString());
    expect(topology.links.L1).toEqual({ a: 'Router-A:eth1', b: 'Router-B:GigabitEthernet1', capacityMbps: 1000 });
    expect(topology.devices['AP-2']).toMatchObject({ platform: 'frr', role: 'wireless' });
    expect(topology.devices['AP-2']).not.toHaveProperty('management');
    expect(read(folder, 'events.jsonl').toString()).not.toMatch(/latency|fault/);
  });

  it('yields to the caller and tells how far it is', async () => {
    const progress: number[] = [];
    await recordWorld({ spec, seed: 1, from, minutes: 10, out: folder, onProgress: (done) => progress.push(done) });
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(600);
  });
});

it('spreads faults over kinds, places and strengths, with time to recover between', () => {
  const faults = generateFaults(spec, createRandom(3), from, 240);
  const kinds = new Set(faults.map(({ fault }) => fault.kind));
  const places = new Set(faults.map(({ fault }) => fault.link ?? fault.device));
  expect([...kinds].sort()).toEqual(['cpu', 'latency', 'loss', 'memory']);
  expect(places.size).toBeGreaterThan(12);
  expect(new Set(faults.map(({ fault }) => fault.magnitude)).size).toBe(faults.length);
  for (const [i, fault] of faults.slice(1).entries()) {
    expect(fault.start - (faults[i]?.end ?? 0)).toBeGreaterThanOrEqual(59_000);
  }
});
