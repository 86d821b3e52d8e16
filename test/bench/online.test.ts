import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { online } from '../../bench/commands/online.ts';
import { type CoreStream, readCoreStream } from '../../bench/online/core-rows.ts';
import { createInjection, type InjectionName, injections } from '../../bench/online/injections.ts';
import { type OnlineResult, type OnlineRun, policies, runOnline } from '../../bench/online/run-online.ts';
import type { OnlineScore } from '../../bench/online/score-online.ts';
import { makeCoreFiles, writeCoreFiles } from './kddi/small-core.ts';

let folder: string;
let stream: CoreStream;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-online-'));
  writeCoreFiles(folder, makeCoreFiles(1, 1_500), true);
  stream = readCoreStream(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const base: OnlineRun = {
  ...{ order: 'drawn', inject: 'none', injectAt: 500, seed: 1, policy: 'product', firstLabels: 300, streamLabels: 1e9 },
};

function run(...given: string[]): string {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  online.register(program);
  for (const command of program.commands) command.exitOverride();
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    program.parse(['online', '--data', folder, ...given], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return said.join('');
}

const names = Object.keys(injections) as InjectionName[];

describe('changes of a network', () => {
  it.each(names)('%s is the same for every minute, and of the same seed', (name) => {
    const [first, again, other] = [createInjection(name, 1), createInjection(name, 1), createInjection(name, 2)];
    const changed = stream.minutes.slice(0, 20).map(({ minute }) => first(minute));
    expect(changed).not.toEqual(stream.minutes.slice(0, 20).map(({ minute }) => minute));
    expect(stream.minutes.slice(0, 20).map(({ minute }) => again(minute))).toEqual(changed);
    if (name !== 'units') expect(stream.minutes.slice(0, 20).map(({ minute }) => other(minute))).not.toEqual(changed);
  });

  it('swap moves counters and loses none, scale keeps what is 0, and units can be undone', () => {
    const { minute } = stream.minutes.find(({ minute: { rxPps } }) => rxPps.every((value) => value > 0))!;
    const [swapped, scaled, other] = names.map((name) => createInjection(name, 3)(minute));
    expect([...swapped!.rxPps].sort()).toEqual([...minute.rxPps].sort());
    expect(scaled!.adminUp).toEqual(minute.adminUp);
    for (const [i, value] of scaled!.rxPps.entries()) {
      expect(value / minute.rxPps[i]!).toBeGreaterThan(0.25);
      expect(value / minute.rxPps[i]!).toBeLessThan(4);
    }
    expect([...other!.cpu].map((value) => value * 100)).toEqual(
      [...minute.cpu].map((value) => expect.closeTo(value, 6)),
    );
  });
});

describe('learning while the network changes', () => {
  it('loses a lot when nothing is learned, and less when it is', () => {
    const of = (policy: OnlineRun['policy']) => runOnline(stream, { ...base, inject: 'scale', policy });
    const [product, frozen] = [of('product'), of('frozen')];
    expect(frozen.before! - frozen.after!).toBeGreaterThan(0.1);
    expect(frozen.drifts).toEqual([{ at: 500, detectedAt: null, recoveredAt: null }]);
    expect(product.drifts[0]!.detectedAt).toBeLessThan(800);
    expect(product.points.at(-1)!.accuracy).toBeGreaterThan(frozen.points.at(-1)!.accuracy + 0.1);
  });

  it('is the same of the same seed, and knows no label before it has come', () => {
    const whole = runOnline(stream, { ...base, seed: 4 });
    expect(runOnline(stream, { ...base, seed: 4 })).toEqual(whole);
    const cut = runOnline(stream, { ...base, seed: 4, streamLabels: 400 });
    expect(cut.points).toEqual(whole.points.slice(0, 4));
    // Of ports that are moved in another order other things are learned.
    const moved = (seed: number) =>
      runOnline(stream, { ...base, inject: 'scale', injectAt: 100, streamLabels: 400, seed });
    expect(moved(5).points).not.toEqual(moved(6).points);
  });

  it.each(policies)('%s answers as a program reads it', (policy) => {
    const said = JSON.parse(
      run('--policy', policy, '--first', '900', '--inject', 'swap', '--inject-at', '100', '--json'),
    );
    expect(Object.keys(said)).toEqual(expect.arrayContaining(['policy', 'points', 'drifts', 'falseDrifts', 'labels']));
    const { labels, points, drifts } = said as OnlineResult;
    expect(said.policy).toBe(policy);
    expect(labels).toBe(stream.minutes.length - 900);
    expect(points.map(({ n }) => n)).toEqual(Array.from({ length: Math.floor(labels / 100) }, (_, i) => 100 * (i + 1)));
    expect(drifts.map(({ at }) => at)).toEqual([100]);
  });

  it('makes a table over seeds, a row for each change', () => {
    const asked = ['--policy', 'frozen', '--seeds', '3', '--first', '300', '--inject-at', '500'];
    const scores = JSON.parse(run(...asked, '--json')) as OnlineScore[];
    expect(scores.map(({ order, inject }) => `${order} ${inject}`)).toEqual([
      ...['drawn none', ...names.map((name) => `drawn ${name}`), 'real none'],
    ]);
    const single = [1, 2, 3].map((seed) =>
      runOnline(stream, { ...base, inject: 'swap', policy: 'frozen', seed, streamLabels: 2_000 }),
    );
    expect(scores[1]!.before).toBeCloseTo(single.reduce((sum, { before }) => sum + before!, 0) / 3, 12);
    expect(scores[1]).toMatchObject({
      seeds: 3,
      detectedWithin300: 0,
      medianDetection: null,
      falseDrifts: 0,
      quietLabels: 1_500,
    });
    expect(scores[0]).toMatchObject({ detectedWithin300: null, quietLabels: 3 * (stream.minutes.length - 300) });
    expect(run(...asked).split('\n')).toHaveLength(2 + scores.length + 1);
  });

  it('plays a stretch of the time as it was', () => {
    const real = runOnline(stream, { ...base, order: 'real', policy: 'frozen', streamLabels: 200 });
    expect(real.labels).toBe(200);
    expect(real.drifts).toEqual([]);
  });

  it.each([
    { given: ['--first', '5000'], says: 'labelled minutes' },
    { given: ['--inject', 'turn'], says: 'Allowed choices' },
    { given: ['--seed', 'one'], says: 'whole number' },
    { given: ['--inject-at', '0'], says: 'whole number' },
  ])('says what is wrong with $given', ({ given, says }) => {
    expect(() => run(...given)).toThrow(says);
  });
});
