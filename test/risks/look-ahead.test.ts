import { describe, expect, it } from 'vitest';
import { usualLimits } from '../../src/domain/metric-limits.ts';
import type { Place } from '../../src/domain/place.ts';
import type { Risk } from '../../src/domain/risk.ts';
import { type LookAheadDeps, lookAtDays, lookAtTrends } from '../../src/risks/look-ahead.ts';
import { riskFact } from '../../src/risks/risk-facts.ts';
import { describeReason, describeRisk } from '../../src/risks/risk-words.ts';
import { createRisks } from '../../src/risks/risks.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { silentLog } from '../bot/world.ts';
import { topology } from '../diagnosis/simulated.ts';
import { madeHistory, minuteMs, noon, type Reads } from './made-risks.ts';

const place: Place = { device: 'Switch-2', interface: null };
const link = topology.links[0]!;
const port: Place = { device: link.a.device, interface: link.a.interface };

function createWorld(reads: Reads, { capacityMbps = null as number | null } = {}) {
  const store = createMemoryStore();
  const failing = { is: false };
  let now = noon;
  let ids = 0;
  const places = [place, port, { device: 'Stranger', interface: null }];
  const network = { ...topology, links: [{ ...link, capacityMbps }] };
  const deps: LookAheadDeps = {
    ...{ store, history: madeHistory(places, reads, failing), models: { of: () => null }, topology: () => network },
    ...{ metrics: { values: () => [], metricsAt: () => [], lastHeard: () => null }, log: silentLog },
    ...{ settings: { limits: { ...usualLimits }, capacityPct: 80 }, newId: (prefix: string) => `${prefix}-${++ids}` },
    clock: () => now,
  };
  const all = async () => (await store.facts.list(riskFact)).map(({ value }) => value);
  return {
    ...{ store, failing, deps, all, risks: createRisks({ store, clock: () => now }) },
    at: (minutes: number) => {
      now = noon + minutes * minuteMs;
    },
    /** Looks every five minutes from one minute to another, and answers with the risks after each look. */
    async look(from: number, to: number, what: typeof lookAtTrends = lookAtTrends, every = 5): Promise<Risk[][]> {
      const seen: Risk[][] = [];
      for (let minute = from; minute <= to; minute += every) {
        now = noon + minute * minuteMs + 20_000;
        await what(deps);
        seen.push(await all());
      }
      return seen;
    },
    events: async () => (await store.outbox.pending('test', 10_000)).map(({ event }) => event.type),
  };
}

const minutesOf = (at: number) => (at - noon) / minuteMs;
/** 60 % at noon and a quarter of a point more each minute from then on: the limit of 90 is reached at 14:00. */
const leaking: Reads = ({ device }, metric, at) =>
  device !== 'Switch-2' || metric !== 'memory_pct' ? null : 60 + Math.max(0, minutesOf(at)) / 4;
const until =
  (minute: number, reads: Reads, then: Reads = () => null): Reads =>
  (where, metric, at) =>
    (minutesOf(at) < minute ? reads : then)(where, metric, at);
const constant =
  (value: number): Reads =>
  (where, metric) =>
    where.device === 'Switch-2' && metric === 'memory_pct' ? value : null;

describe('looking ahead by levels', () => {
  it('opens one risk well before the limit, keeps it up to date, and ends it when the limit is passed', async () => {
    const world = createWorld(leaking);
    const seen = await world.look(-60, 150);
    const opened = seen.findIndex((risks) => risks.length > 0);
    expect(-60 + 5 * opened).toBeLessThanOrEqual(120 - 30);
    expect(seen.at(-1)).toHaveLength(1);
    const [first] = seen[opened]!;
    expect(first).toMatchObject({ id: 'RISK-1', place, metric: 'memory_pct', limit: 90, basis: 'trend', end: null });
    expect(first!.slope).toBeCloseTo(0.25, 1);
    const near = seen.find(([risk]) => risk && risk.seenAt > noon + 100 * minuteMs)![0]!;
    expect(Math.abs(minutesOf(near.expectedAt) - 120)).toBeLessThan(6);
    const [last] = seen.at(-1)!;
    expect(last!.end).toEqual({ at: expect.any(Number), how: 'happened' });
    expect(Math.abs(minutesOf(last!.end!.at) - 127)).toBeLessThan(6);
    expect(new Set(await world.events())).toEqual(new Set(['risk.changed']));
  });

  it.each<[string, Reads, string]>([
    ['did-not', until(100, leaking, constant(60)), 'a restart'],
    ['did-not', until(100, leaking, constant(84)), 'a rise that stops'],
    ['unknown', until(100, leaking), 'silence'],
  ])('ends a risk as %s after %s (%#)', async (how, reads) => {
    const world = createWorld(reads);
    const risks = (await world.look(60, 400)).at(-1)!;
    expect(risks.map(({ end }) => end?.how)).toEqual([how]);
  });

  it.each<[string, Reads]>([
    ['what stands still', constant(89)],
    ['what is over its limit already', constant(95)],
    ['what nobody knows', (where, metric) => (where.device === 'Stranger' && metric === 'memory_pct' ? 80 : null)],
    [
      'a device that the inventory does not have',
      (where, metric, at) => (where.device === 'Stranger' && metric === 'memory_pct' ? 60 + minutesOf(at) / 4 : null),
    ],
    [
      'a metric without a limit',
      (where, metric, at) => (metric === 'latency_ms' ? leaking(where, 'memory_pct', at) : null),
    ],
    ['nothing', () => null],
  ])('opens none of %s', async (_what, reads) => {
    expect((await createWorld(reads).look(0, 120)).at(-1)).toEqual([]);
  });

  it('is quiet while it swings around the limit after it was passed', async () => {
    const world = createWorld((where, metric, at) => {
      const value = leaking(where, metric, at);
      return value === null ? null : Math.min(value, 90) + 2 * Math.sin(minutesOf(at) / 6);
    });
    expect((await world.look(0, 175)).at(-1)).toHaveLength(1);
  });

  it('leaves risks as they were while the history gives no answer, and goes on after it', async () => {
    const world = createWorld(leaking);
    const [before] = (await world.look(60, 90)).at(-1)!;
    world.failing.is = true;
    expect((await world.look(95, 110)).at(-1)).toEqual([before]);
    world.failing.is = false;
    expect((await world.look(115, 140)).at(-1)).toMatchObject([{ id: before!.id, end: { how: 'happened' } }]);
  });

  it.each([
    ['the history gave no answer', true],
    ['no bot ran', false],
  ])('says that it happened when the limit was passed while %s, and what it was fell again', async (_why, looks) => {
    const world = createWorld(until(128, leaking, constant(40)));
    const [before] = (await world.look(60, 100)).at(-1)!;
    world.failing.is = true;
    if (looks) await world.look(105, 130);
    world.failing.is = false;
    expect((await world.look(150, 170)).at(-1)).toMatchObject([{ id: before!.id, end: { how: 'happened' } }]);
  });

  it('warns of nothing that was over its limit within the hour and fell, as by a restart', async () => {
    // The first look comes after the fall, as when a bot starts on telemetry that was there before.
    const fallen = createWorld(until(140, leaking, constant(50)));
    expect((await fallen.look(145, 200)).at(-1)).toEqual([]);
  });

  it('leaves risks as they were where the answer was cut, for nobody knows what it lacks', async () => {
    const world = createWorld(leaking);
    const [before] = (await world.look(60, 90)).at(-1)!;
    const { rollUp } = world.deps.history;
    world.deps.history.rollUp = async (...asked) => {
      const found = await rollUp(...asked);
      return found.outcome === 'ok' ? { ...found, more: true } : found;
    };
    expect((await world.look(95, 140)).at(-1)).toEqual([before]);
  });

  it('does the same when a look is done twice, as after a crash', async () => {
    const world = createWorld(leaking);
    await world.look(60, 90);
    const once = await world.all();
    await lookAtTrends(world.deps);
    expect(await world.all()).toEqual(once);
  });

  it.each([40, 55, 70])(
    'says that memory was freed, and ends the warning within half an hour (%s %%)',
    async (level) => {
      const freed = 98;
      const world = createWorld(until(freed, leaking, constant(level)));
      const seen = await world.look(60, freed + 40);
      const risks = seen.flatMap((all, i) => all.map((risk) => ({ risk, minute: 60 + 5 * i })));
      const after = risks.filter(({ risk, minute }) => minute >= freed + 8 && risk.end === null);
      expect(after.length).toBeGreaterThan(0);
      for (const { risk } of after) {
        const words = [describeRisk(risk, risk.seenAt, String), describeReason(risk, String)].join('; ');
        expect(words).toMatch(new RegExp(`has fallen to ${level} %; now ${level} %, after a rise of`));
        expect(words).not.toMatch(/about to reach|rising/);
      }
      expect(Math.max(...after.map(({ minute }) => minute))).toBeLessThanOrEqual(freed + 32);
      expect(seen.at(-1)).toMatchObject([{ end: { how: 'did-not' } }]);
    },
  );

  it('does not count a warning as wrong because its limit was lowered below what is measured', async () => {
    const world = createWorld(leaking);
    await world.look(60, 90);
    await lookAtTrends({ ...world.deps, settings: { limits: { memory_pct: 50 }, capacityPct: 80 } });
    expect((await world.all()).map(({ end }) => end?.how)).toEqual(['unknown']);
  });

  it('keeps when it looked and what is over its limit, unless an answer lacked', async () => {
    const world = createWorld(constant(95));
    expect(await world.risks.look()).toBeNull();
    await world.look(0, 0);
    const look = {
      at: noon + 20_000,
      over: [{ place, metric: 'memory_pct', level: 95, limit: 90 }],
      more: 0,
      gaps: [],
    };
    expect(await world.risks.look()).toEqual(look);
    world.failing.is = true;
    await world.look(5, 10);
    expect(await world.risks.look()).toEqual(look);
    world.failing.is = false;
    const old = createWorld(until(-20, constant(95)));
    await old.look(0, 0);
    expect((await old.risks.look())!.over).toEqual([]);
  });

  it('keeps when nobody looked for more than a quarter of an hour', async () => {
    const world = createWorld(constant(60));
    await world.look(0, 20);
    await world.look(35, 45);
    expect((await world.risks.look())!.gaps).toEqual([]);
    await world.look(65, 70);
    const gap = { from: noon + 45 * minuteMs + 20_000, to: noon + 65 * minuteMs + 20_000 };
    expect((await world.risks.look())!.gaps).toEqual([gap]);
  });

  it('ends a risk whose limit was taken away, without saying that nothing happened', async () => {
    const world = createWorld(leaking);
    await world.look(60, 90);
    await lookAtTrends({ ...world.deps, settings: { limits: { cpu_pct: 90 }, capacityPct: 80 } });
    expect((await world.all()).map(({ end }) => end?.how)).toEqual(['unknown']);
  });
});

describe('a device that left the inventory', () => {
  it('ends its risk without saying that nothing happened', async () => {
    const world = createWorld(leaking);
    await world.look(60, 90);
    const without = { ...topology, devices: topology.devices.filter(({ name }) => name !== place.device) };
    await lookAtTrends({ ...world.deps, topology: () => without });
    expect((await world.all()).map(({ end }) => end?.how)).toEqual(['unknown']);
  });
});

describe('looking ahead by the forecast of a day', () => {
  /** 40 Mbit/s, and 95 from 17 to 19 o'clock of every day; of the last day from when on it is another. */
  const busy =
    (then: number, from = Number.POSITIVE_INFINITY): Reads =>
    (where, metric, at) => {
      if (metric !== 'throughput_mbps' || where.interface !== port.interface) return null;
      const hour = new Date(at).getUTCHours();
      const value = hour >= 17 && hour < 19 ? 95 : 40;
      return (value === 95 && at >= from ? then : value) + ((at / minuteMs) % 7) / 7;
    };

  it('tells of the hours in which a link will carry more than its share of capacity, and whether it did', async () => {
    const world = createWorld(busy(95), { capacityMbps: 100 });
    const seen = await world.look(2, 8 * 60, lookAtDays, 60);
    expect(seen[0]).toMatchObject([{ place: port, metric: 'throughput_mbps', limit: 80, basis: 'day', end: null }]);
    const [risk] = seen[0]!;
    expect([risk!.expectedAt, risk!.until]).toEqual(
      ['17', '19'].map((hour) => Date.parse(`2026-03-02T${hour}:00:00Z`)),
    );
    expect(seen.at(-1)).toMatchObject([{ id: risk!.id, end: { how: 'happened' } }]);
  });

  it('says that it did not where the hours were calm', async () => {
    const world = createWorld(busy(40, noon), { capacityMbps: 100 });
    const seen = await world.look(2, 8 * 60, lookAtDays, 60);
    expect(seen.at(-1)).toMatchObject([{ end: { how: 'did-not' } }]);
  });

  it.each([
    ['the link', []],
    ['its capacity', [{ ...link, capacityMbps: null }]],
  ])('ends as unknown when the inventory has %s no more', async (_what, links) => {
    const world = createWorld(busy(95), { capacityMbps: 100 });
    await world.look(2, 2, lookAtDays, 60);
    await lookAtDays({ ...world.deps, topology: () => ({ ...topology, links }) });
    expect((await world.all()).map(({ end }) => end?.how)).toEqual(['unknown']);
  });

  it('says nothing of a link whose capacity nobody knows, or which stays below its share', async () => {
    expect((await createWorld(busy(95)).look(2, 62, lookAtDays, 60)).at(-1)).toEqual([]);
    expect((await createWorld(busy(95), { capacityMbps: 1000 }).look(2, 62, lookAtDays, 60)).at(-1)).toEqual([]);
  });
});
