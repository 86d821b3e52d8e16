import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { route } from '../../../bench/commands/route.ts';
import type { LatencySlices } from '../../../src/models/routing/latency-slices.ts';
import { cutSlices } from '../../../src/models/routing/latency-slices.ts';
import { readText, writeText } from '../../../src/telemetry/csv/text-file.ts';
import { makeOverlay } from '../../models/routing/synthetic-overlay.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-route-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const nodes = 6;
const overlay = makeOverlay(nodes, 120);

/** In units of 10 ms; the first slice in full, then what changed. */
function toRows({ values }: LatencySlices, first: number): string[] {
  return values.flatMap((slice, t) =>
    [...slice].flatMap((value, leg) => {
      const [src, dst] = [Math.floor(leg / nodes), leg % nodes];
      if (src === dst || (t > 0 && value === values[t - 1]![leg])) return [];
      return [`${first + t},n${src},n${dst},${Math.round(value / 10)}`];
    }),
  );
}

const header = 't,src,dst,rtt_cs';
const historyRows = toRows(cutSlices(overlay, 0, 80), 0);
const inputRows = toRows(cutSlices(overlay, 80, 120), 80);

function run(changes: { history?: string[]; input?: string[]; pairs?: string[]; options?: string[] } = {}): string[] {
  const write = (name: string, lines: string[]) => {
    writeText(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  const files = {
    history: write('history.csv', [header, ...(changes.history ?? historyRows)]),
    input: write('input.csv', [header, ...(changes.input ?? inputRows)]),
    pairs: write('pairs.csv', ['src,dst', ...(changes.pairs ?? ['n0,n1', 'n3,n2', 'n5,n0'])]),
    out: join(folder, 'out.csv'),
  };
  const program = new Command().exitOverride();
  route.register(program);
  const named = Object.entries(files).flatMap(([name, file]) => [`--${name}`, file]);
  program.parse(['route', 'seattle-overlay', ...named, ...(changes.options ?? [])], { from: 'user' });
  return readText(files.out).trimEnd().split('\n');
}

describe('bench -- route seattle-overlay', () => {
  it('writes a route for every slice of the input and every pair, in their order', () => {
    for (const options of [[], ['--max-changes', '5'], ['--no-rhythm']]) {
      const [head, ...lines] = run({ options });
      expect(head).toBe('t,src,dst,relay');
      expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual(
        Array.from({ length: 40 }, (_, t) => ['n0,n1', 'n3,n2', 'n5,n0'].map((pair) => `${80 + t},${pair}`)).flat(),
      );
      const relays = lines.map((line) => line.split(','));
      const allowed = ['', ...Array.from({ length: nodes }, (_, node) => `n${node}`)];
      expect(relays.filter(([, src, dst, relay]) => !allowed.includes(relay!) || [src, dst].includes(relay))).toEqual(
        [],
      );
    }
  });

  it('answers the same twice', () => {
    expect(run()).toEqual(run());
  });

  it.each([
    ['a slice that goes back', { input: [...inputRows, '81,n0,n1,4'] }, /column t: slice 81 comes after/],
    ['a time that is no number', { history: ['x,n0,n1,4'] }, /row 1 \(line 2\), column t: "x" is not/],
    ['a latency that is no number', { history: ['0,n0,n1,fast'] }, /column rtt_cs: "fast" is not a latency/],
    ['a negative latency', { history: ['0,n0,n1,-4'] }, /column rtt_cs/],
    ['a node to itself', { history: ['0,n0,n0,4'] }, /column dst: is the source itself/],
    ['a pair that is twice in a slice', { input: [...inputRows, '119,n0,n1,4', '119,n0,n1,4'] }, /listed twice/],
    ['a first slice that lacks a pair', { input: inputRows.slice(1) }, /first slice, 80, does not list n0 to n1/],
    ['no rows', { history: [] }, /has no row/],
    ['a pair of an unknown node', { pairs: ['n0,n9'] }, /"n9" is in no file of latencies/],
    ['a pair of one node', { pairs: ['n0,n0'] }, /needs two nodes/],
    ['a pair that is listed twice', { pairs: ['n0,n1', 'n0,n1'] }, /listed twice/],
  ])('refuses %s, and says where', (_kind, changes, message) => {
    expect(() => run(changes)).toThrow(message);
  });
});
