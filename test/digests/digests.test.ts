import { describe, expect, it } from 'vitest';
import { factKinds } from '../../src/changes/plan-facts.ts';
import { digestFact } from '../../src/digests/digest-facts.ts';
import type { DigestSchedule } from '../../src/digests/settings.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import { drainedFact } from '../../src/incidents/drained-places.ts';
import { nextOf } from '../../src/jobs/queue/cron.ts';
import { riskFact } from '../../src/risks/risk-facts.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { incidentOf, planOf, topology } from '../bot/world.ts';
import { learningOf } from '../learning/made-learning.ts';
import { madeHistory, riskOf } from '../risks/made-risks.ts';
import { createTestDigests, morning } from './made-digests.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the scheduler does: it runs what is due, one after the other, and makes up once for what fell due while nothing ran. */
async function live(
  schedules: readonly DigestSchedule[],
  { from, to, away }: { from: number; to: number; away?: [number, number] },
) {
  const store = createMemoryStore();
  let now = from;
  const digests = createTestDigests(store, () => now, { schedules });
  const due = new Map(schedules.map((one) => [one.id, nextOf(one.cron, one.timezone, from)!]));
  for (;;) {
    const next = [...schedules].sort((a, b) => due.get(a.id)! - due.get(b.id)!)[0]!;
    const at = due.get(next.id)!;
    if (at >= to) break;
    const isAway = away && at >= away[0] && at < away[1];
    now = isAway ? away[1] : at + 1500;
    await digests.send(next);
    // A process that died after it stored the digest and before the queue knew runs it again.
    await createTestDigests(store, () => now + 1, { schedules }).send(next);
    due.set(next.id, nextOf(next.cron, next.timezone, now)!);
  }
  const all = (await store.facts.list(digestFact)).map(({ id, value }) => ({ id, ...value }));
  const events = (await store.outbox.pending('test', 10_000)).map(({ event }) => event);
  return { all: all.sort((a, b) => a.digest.to - b.digest.to), events };
}

const localTime = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at);

describe('digests by their schedule', () => {
  const schedules: DigestSchedule[] = [
    { id: 'night', kind: 'shift', cron: '0 6,14,22 * * *', timezone: 'Europe/Berlin' },
    { id: 'morning', kind: 'morning', cron: '30 7 * * *', timezone: 'America/New_York' },
    { id: 'week', kind: 'week', cron: '0 8 * * 1', timezone: 'Australia/Lord_Howe' },
    { id: 'in-the-gap', kind: 'morning', cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  ];

  it.each([
    ['spring', '2026-03-05T00:00:00Z', '2026-04-10T00:00:00Z'],
    ['autumn', '2026-10-01T00:00:00Z', '2026-11-10T00:00:00Z'],
  ])(
    'come once each, at their local time, without gaps, over the change of clocks in %s',
    async (_season, begin, end) => {
      const { all, events } = await live(schedules, { from: Date.parse(begin), to: Date.parse(end) });
      expect(events).toEqual(expect.arrayContaining(all.map(({ id }) => ({ type: 'digest.ready', digestId: id }))));
      expect(events).toHaveLength(all.length);
      for (const { id, timezone } of schedules) {
        const own = all.filter(({ schedule }) => schedule === id).map(({ digest }) => digest);
        const times = new Set(own.map(({ dueAt }) => localTime(dueAt!, timezone).replace(/^\w+,? /, '')));
        if (id === 'night') expect([...times].sort()).toEqual(['06:00', '14:00', '22:00']);
        if (id === 'morning') expect([...times]).toEqual(['07:30']);
        if (id === 'week')
          expect(own.map(({ dueAt }) => localTime(dueAt!, timezone))).toEqual(own.map(() => 'Mon 08:00'));
        // The time of day that is left out comes an hour later.
        if (id === 'in-the-gap') expect(times.has('02:30')).toBe(true);
        for (const [i, digest] of own.entries()) if (i > 0) expect(digest.from).toBe(own[i - 1]!.to);
        expect(own.filter(({ madeAt, dueAt }) => madeAt - dueAt! > 2000)).toEqual([]);
      }
      const days = Math.round((Date.parse(end) - Date.parse(begin)) / dayMs);
      expect(all.filter(({ schedule }) => schedule === 'night')).toHaveLength(3 * days);
      expect(all.filter(({ schedule }) => schedule === 'in-the-gap')).toHaveLength(days);
    },
  );

  it('are made up for once after two days without a process, late, and tell of all of that time', async () => {
    const begin = Date.parse('2026-05-01T00:00:00Z');
    const away: [number, number] = [begin + 5 * dayMs + 6 * hourMs, begin + 7 * dayMs + 9 * hourMs];
    const { all } = await live([morning], { from: begin, to: begin + 10 * dayMs, away });
    const late = all.filter(({ digest }) => digest.madeAt - digest.dueAt! > 60_000);
    expect(late.map(({ digest }) => [digest.from, digest.to].map((at) => (at - begin) / hourMs))).toEqual([
      [4 * 24 + 7, 7 * 24 + 7],
    ]);
    expect(all).toHaveLength(10 - 2);
    for (const [i, { digest }] of all.entries()) if (i > 0) expect(digest.from).toBe(all[i - 1]!.digest.to);
  });
});

describe('a digest that comes seldom', () => {
  it.each([
    ['each month', '0 7 1 * *', '2026-03-01T07:00:00Z', '2026-04-01T07:00:00Z'],
    ['each quarter', '0 7 1 1,4,7,10 *', '2026-01-01T07:00:00Z', '2026-04-01T07:00:00Z'],
    ['each year', '0 7 1 1 *', '2025-01-01T07:00:00Z', '2026-01-01T07:00:00Z'],
  ])('comes %s and tells of the time since the one before', async (_when, cron, from, to) => {
    const store = createMemoryStore();
    const seldom = { ...morning, cron };
    await createTestDigests(store, () => Date.parse(to) + 1500, { schedules: [seldom] }).send(seldom);
    const [sent] = (await store.facts.list(digestFact)).map(({ value }) => value.digest);
    expect([sent?.from, sent?.to]).toEqual([from, to].map(Date.parse));
  });
});

describe('who is mentioned', () => {
  it('is everybody who asked for it, also two at once', async () => {
    const digests = createTestDigests(createMemoryStore(), () => 0);
    await Promise.all(['U1', 'U2', 'U3'].map((user) => digests.mention('morning', user, true)));
    await digests.mention('morning', 'U2', false);
    expect(await digests.mentioned('morning')).toEqual(['U1', 'U3']);
  });
});

describe('what a digest says', () => {
  const to = Date.parse('2026-03-03T07:00:00Z');
  const from = to - dayMs;
  const place = { device: 'Router-A', interface: 'eth1' };

  async function worldWith(given: Parameters<typeof createTestDigests>[2] = {}) {
    const store = createMemoryStore();
    return { store, digests: createTestDigests(store, () => to, given) };
  }

  it('is what a query by hand finds: incidents with their times, votes, and what is open', async () => {
    const { store, digests } = await worldWith();
    const resolved = { state: 'resolved', openedAt: from + hourMs, resolvedAt: from + 2 * hourMs, place } as const;
    await store.incidents.insert(incidentOf('INC-1', { ...resolved, end: { how: 'verified' } }));
    await store.incidents.insert(
      incidentOf('INC-2', { ...resolved, end: { how: 'dismissed', by: 'U1', reason: 'a test' } }),
    );
    await store.incidents.insert(incidentOf('INC-3', { openedAt: to - hourMs, owner: null, place }));
    await store.incidents.insert(
      incidentOf('INC-before', { ...resolved, openedAt: from - 2 * hourMs, resolvedAt: from - 1 }),
    );
    const plan = { ...planOf('plan-1', 'INC-1', {}), state: 'verified' } as const;
    await store.plans.insert(plan);
    await store.plans.insert(planOf('plan-2', 'INC-3', {}));
    await store.votes.insert({
      planId: plan.id,
      planHash: plan.hash,
      user: 'U0ADA',
      decision: 'approve',
      reason: null,
      at: from + hourMs + 13_000,
    });
    const times = {
      approvedAt: from + hourMs + 13_000,
      startedAt: null,
      executedAt: null,
      recoveredAt: from + hourMs + 24_000,
      rolledBackAt: null,
    };
    await store.facts.put(factKinds.times, plan.id, times);
    await store.facts.put(drainedFact, 'Router-A\teth1\tcongestion', { place, by: 'plan' });
    await store.facts.put(riskFact, 'RISK-1', riskOf('RISK-1', { openedAt: to - hourMs }));
    await store.facts.put(riskFact, 'RISK-2', riskOf('RISK-2', { end: { at: from + 1, how: 'happened' } }));
    await store.facts.put(riskFact, 'RISK-3', riskOf('RISK-3', { end: { at: from - 1, how: 'did-not' } }));

    const digest = await digests.now('morning');
    expect([digest.from, digest.to]).toEqual([from, to]);
    const listed = (await store.incidents.list({})).filter(
      ({ openedAt, resolvedAt }) => openedAt < to && (resolvedAt ?? to) >= from,
    );
    expect(digest.incidents.map(({ id }) => id).sort()).toEqual(listed.map(({ id }) => id).sort());
    expect(digest.incidents.find(({ id }) => id === 'INC-1')).toMatchObject({
      ...{ ended: 'verified', approvedBy: ['U0ADA'], approvedMs: 13_000, recoveredMs: 24_000 },
    });
    expect(digest.incidents.find(({ id }) => id === 'INC-2')!.ended).toBe('dismissed');
    expect(digest.incidents.find(({ id }) => id === 'INC-3')!.ended).toBeNull();
    expect(digest.votes).toEqual([
      { user: 'U0ADA', decision: 'approve', planId: 'plan-1', at: from + hourMs + 13_000 },
    ]);
    expect(digest.open).toMatchObject({
      ...{ incidents: [{ id: 'INC-3', owner: null }], plans: [{ id: 'plan-2' }], drained: [place], silent: [] },
    });
    expect(digest.risks).toMatchObject({ standing: [{ id: 'RISK-1' }], right: 1, wrong: 0, unknown: 0 });
  });

  it('names devices of which nothing came, unless the history has something of the time', async () => {
    const metrics = {
      values: () => [],
      metricsAt: () => [],
      lastHeard: (device: string) => (device === 'Switch-1' ? to : null),
    };
    const names = topology.devices.map(({ name }) => name).filter((name) => name !== 'Switch-1');
    const { digests } = await worldWith({ metrics });
    expect((await digests.now('morning')).open.silent).toEqual(names);
    const heard = { ...noHistory, last: async () => ({ outcome: 'ok' as const, series: [], more: false }) };
    expect((await (await worldWith({ metrics, history: heard })).digests.now('morning')).open.silent).toEqual([]);
  });

  it('says why it could not compare, and compares with the week before where it can', async () => {
    const { digests } = await worldWith();
    expect((await digests.now('morning')).unread).toBe('no history is kept here');
    const device = topology.devices[0]!.name;
    const history = {
      ...madeHistory([], () => null),
      percentiles: async ({ metric, to: end }: { metric?: string; to: number }) => ({
        ...{ outcome: 'ok' as const, more: false },
        series: [
          {
            place: { device, interface: null },
            metric: metric!,
            count: 9,
            values: [metric === 'cpu_pct' && end === to ? 60 : 20],
          },
        ],
      }),
    };
    const digest = await (await worldWith({ history })).digests.now('morning');
    expect(digest.unread).toBeNull();
    expect(digest.worse).toEqual([{ place: { device, interface: null }, metric: 'cpu_pct', before: 20, now: 60 }]);
    const cut = { ...history, percentiles: async () => ({ outcome: 'ok' as const, more: true, series: [] }) };
    const { worse, unread } = await (await worldWith({ history: cut })).digests.now('morning');
    expect([worse, unread]).toEqual([[], 'there are more places than can be compared at once']);
  });
});

it('a digest holds how far learning was', async () => {
  const store = createMemoryStore();
  const now = () => Date.UTC(2026, 10, 23);
  const learning = learningOf({});
  expect(await createTestDigests(store, now, { learning: async () => learning }).now('shift')).toMatchObject({
    learning,
  });
  expect(await createTestDigests(store, now).now('shift')).not.toHaveProperty('learning');
});
