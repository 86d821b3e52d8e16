import { describe, expect, it } from 'vitest';
import { formatDetail } from '../../src/cli/show-models.ts';
import type { HistoryRollup } from '../../src/domain/history-reader.ts';
import { type LookAtLevelsDeps, lookAtLevels } from '../../src/jobs/look-at-levels.ts';
import { type LevelLook, levelLookFact } from '../../src/jobs/training/level-facts.ts';
import { describeLevels } from '../../src/jobs/training/level-words.ts';
import { compareLevels } from '../../src/learning/stability/compare-levels.ts';
import { createRandom } from '../../src/models/random.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { madeTopology } from '../learning/made-labels.ts';
import { rounds } from '../sampled.ts';
import { silentLog } from '../store/shared-database.ts';

const hour = 3_600_000;
const trainedTo = Date.UTC(2026, 10, 20);
const now = trainedTo + 96 * hour;
const place = { device: 'A', interface: 'eth1' };
const other = { device: 'A', interface: 'eth2' };

/** Levels of five minutes around a centre. */
function levels(centre: number, many: number, seed: number): Float64Array {
  const random = createRandom(seed, 5);
  return Float64Array.from({ length: many }, () => centre + random() - random());
}

/** A network in which a port is faster and another lost its latency; the last look at it, and what was asked of the history. */
async function look(change: { trainedFrom?: number; later?: number; fails?: boolean; cut?: boolean } = {}) {
  const store = createMemoryStore();
  const asked: [string, number, number][] = [];
  const series: Record<string, [typeof place, number, number | null][]> = {
    throughput_mbps: [
      [place, 40, 85],
      [other, 40, 40],
    ],
    latency_ms: [
      [place, 4, 4],
      [other, 4, null],
    ],
  };
  const deps: LookAtLevelsDeps = {
    ...{ store, topology: () => madeTopology, clock: () => now + (change.later ?? 0), log: silentLog },
    models: {
      of: () => ({
        card: { id: 'd1', span: { from: change.trainedFrom ?? trainedTo - 90 * hour, to: trainedTo } },
        model: { detector: { layout: { device: [], interface: ['latency_ms', 'throughput_mbps'] } } },
      }),
    } as never,
    changes: {
      configChanges: async (device) =>
        ({
          ...{ lastReadAt: now, firstReadAt: 0 },
          maskedLines: 0,
          changes:
            device === 'B' ? [{ at: now - hour, since: 0, source: 'schedule', planId: 'plan-7', diff: '+ speed' }] : [],
        }) as never,
    },
    history: {
      async rollUp({ metric, from, to }) {
        asked.push([metric!, from, to]);
        if (change.fails) return { outcome: 'failed', why: 'too-slow', reason: 'it took too long' };
        const isRecent = to > trainedTo;
        const many = (to - from) / 300_000;
        const found = series[metric!]!.flatMap(([where, then, lately], i) => {
          const centre = isRecent ? lately : then;
          const median = centre === null ? null : levels(centre, many, i + Number(isRecent));
          return median ? [{ place: where, metric, median } as never as HistoryRollup] : [];
        });
        return { outcome: 'ok', series: found, more: change.cut ?? false };
      },
    },
  };
  await lookAtLevels.handle({}, deps, {} as never);
  return { found: (await store.facts.get(levelLookFact, 'network'))!, asked };
}

describe('levels since the detector was trained', () => {
  it('are told where they moved or went missing, with the change of a configuration nearby', async () => {
    const { found, asked } = await look();
    expect(asked).toContainEqual(['latency_ms', trainedTo - 72 * hour, trainedTo]);
    expect(asked).toContainEqual(['latency_ms', now - 36 * hour, now]);
    const change = { device: 'B', at: now - hour, planId: 'plan-7' };
    expect(found).toMatchObject({
      ...{ modelId: 'd1', trainedTo, problem: null, compared: 4, tooFew: 0, more: 0 },
      moved: [
        { place: other, metric: 'latency_ms', how: 'missing', index: null, now: null, change },
        { place, metric: 'throughput_mbps', how: 'moved', change },
      ],
    });
    const { says, lines } = describeLevels(found);
    expect(says).toMatch(/^of 4 metrics at their places, 2 have another level or are missing \(1 missing\), against/);
    expect(says).toContain(
      'learned up to 2026-11-20 00:00 UTC (looked at 2026-11-24 00:00 UTC); nothing follows from it',
    );
    expect(lines[0]).toMatch(
      / of A eth2: missing, was [34]\.?\d* ms; the configuration of B was found changed 2026-11-23 23:00 UTC, by plan-7$/,
    );
    expect(lines[1]).toMatch(/ of A eth1: 8[45]\.?\d* Mbit\/s, was (39|40)\.?\d* Mbit\/s \(stability index \d/);
  });

  it.each([
    [{ trainedFrom: trainedTo - 12 * hour }, 'the detector in use learned from less than a day and a half'],
    [{ later: -70 * hour }, 'the detector in use was trained in the last day and a half'],
    [{ fails: true }, 'the history gave no whole answer about latency_ms'],
    [{ cut: true }, 'the history gave no whole answer about latency_ms'],
  ])('are not compared where that would tell nothing: %j', async (change, problem) => {
    const { found } = await look(change);
    expect(found).toMatchObject({ problem, moved: [], compared: 0 });
    expect(describeLevels(found)).toMatchObject({
      says: expect.stringContaining(`not compared: ${problem}`),
      lines: [],
    });
  });

  it('are in what the command line says of the detector', async () => {
    const { found } = await look();
    const detail = { kind: 'detection', subject: 'network', title: 't', purpose: 'p', namesCauses: false } as never;
    const text = formatDetail(
      {
        ...(detail as object),
        card: null,
        isInUse: true,
        change: null,
        challenger: null,
        damage: null,
        losses: null,
        values: null,
      } as never,
      null,
      found as LevelLook,
    );
    for (const line of describeLevels(found).lines) expect(text).toContain(line);
  });
});

describe('levels that only go on', () => {
  it('are never told, and others always', () => {
    for (let seed = 0; seed < rounds(10, 100); seed++) {
      const reference = levels(20, 864, seed);
      const same = compareLevels([{ place, metric: 'm', reference, recent: levels(20, 432, seed + 1_000) }]);
      expect(same).toEqual({ moved: [], compared: 1, tooFew: 0 });
      const moved = compareLevels([{ place, metric: 'm', reference, recent: levels(21, 432, seed) }]);
      expect(moved.moved).toMatchObject([{ how: 'moved' }]);
    }
  });

  it('are neither well nor moved where there are too few', () => {
    const few = compareLevels([{ place, metric: 'm', reference: levels(20, 300, 1), recent: levels(90, 432, 2) }]);
    expect(few).toEqual({ moved: [], compared: 0, tooFew: 1 });
  });
});
