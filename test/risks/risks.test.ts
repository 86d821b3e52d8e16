import { describe, expect, it } from 'vitest';
import { riskFact } from '../../src/risks/risk-facts.ts';
import {
  describeEnd,
  describeLook,
  describeReason,
  describeRecord,
  describeRisk,
  freshLook,
} from '../../src/risks/risk-words.ts';
import { createRisks } from '../../src/risks/risks.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { incidentOf } from '../bot/world.ts';
import { minuteMs, noon, riskOf } from './made-risks.ts';

const time = (at: number) => new Date(at).toISOString().slice(11, 16);

async function worldOf(...risks: Parameters<typeof riskOf>[]) {
  const store = createMemoryStore();
  for (const [id, change] of risks) await store.facts.put(riskFact, id, riskOf(id, change));
  const clock = { now: noon + 10 * minuteMs };
  return { store, clock, risks: createRisks({ store, clock: () => clock.now }) };
}

describe('risks and people', () => {
  it('lists those that stand, the nearest first, and those that ended in a span', async () => {
    const ended = { at: noon + 5 * minuteMs, how: 'did-not' } as const;
    const { risks } = await worldOf(
      ['RISK-far', { expectedAt: noon + 50 * minuteMs }],
      ['RISK-near', { expectedAt: noon + 20 * minuteMs }],
      ['RISK-over', { end: ended }],
    );
    expect((await risks.standing()).map(({ risk }) => risk.id)).toEqual(['RISK-near', 'RISK-far']);
    const span = { from: noon, to: noon + 5 * minuteMs };
    expect(await risks.ended(span)).toEqual([]);
    expect((await risks.ended({ ...span, to: span.to + 1 })).map(({ risk }) => risk.id)).toEqual(['RISK-over']);
  });

  it('keeps who watches and who snoozed, in the audit too, and tells once when a snooze is over', async () => {
    const { risks, clock, store } = await worldOf(['RISK-1', {}]);
    expect(await risks.watch('RISK-1', 'U1')).toBe(true);
    expect(await risks.snooze('RISK-1', 'U2', clock.now + minuteMs)).toBe(true);
    expect((await risks.get('RISK-1'))!.hold).toMatchObject({ watcher: { by: 'U1' }, snooze: { by: 'U2' } });
    expect((await store.audit.list()).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'U1 risk.watched',
      'U2 risk.snoozed',
    ]);
    const woken = async () =>
      (await store.outbox.pending('test', 10_000)).filter(({ event }) => event.type === 'risk.woke').length;
    await risks.wake();
    expect(await woken()).toBe(0);
    clock.now += minuteMs;
    await risks.wake();
    await risks.wake();
    expect(await woken()).toBe(1);
  });

  it('keeps what two people say at once', async () => {
    const { risks, clock } = await worldOf(['RISK-1', {}]);
    await Promise.all([risks.watch('RISK-1', 'U1'), risks.snooze('RISK-1', 'U2', clock.now + minuteMs)]);
    expect((await risks.get('RISK-1'))!.hold).toMatchObject({ watcher: { by: 'U1' }, snooze: { by: 'U2' } });
  });

  it.each(['RISK-over', 'RISK-none'])('takes no word about %s', async (id) => {
    const { risks, store } = await worldOf(['RISK-over', { end: { at: noon, how: 'happened' } }]);
    expect([await risks.watch(id, 'U1'), await risks.snooze(id, 'U1', noon + 1e9)]).toEqual([false, false]);
    expect(await store.audit.list()).toEqual([]);
  });

  it('counts how often such warnings were right, of the last thirty days, this metric and this basis', async () => {
    const end = (how: 'happened' | 'did-not' | 'unknown', daysAgo = 1) => ({
      end: { at: noon - daysAgo * 1440 * minuteMs, how },
    });
    const { risks } = await worldOf(
      ['a', end('happened')],
      ['b', end('happened')],
      ['c', end('did-not')],
      ['d', end('unknown')],
      ['e', end('did-not', 31)],
      ['f', { ...end('did-not'), metric: 'cpu_pct' }],
      ['g', { ...end('did-not'), basis: 'day' }],
      ['h', {}],
    );
    expect(await risks.record({ metric: 'memory_pct', basis: 'trend' })).toEqual({ right: 2, wrong: 1, unknown: 1 });
  });

  it('knows which risk warned of an incident', async () => {
    const incident = incidentOf('INC-1', {
      ...{ openedAt: noon + 40 * minuteMs, place: { device: 'Switch-2', interface: null } },
      places: [{ device: 'Switch-2', interface: null }],
    });
    const warned = async (change: Parameters<typeof riskOf>[1]) =>
      (await (await worldOf(['RISK-1', change])).risks.warnedOf(incident))?.id;
    expect(await warned({})).toBe('RISK-1');
    expect(await warned({ end: { at: noon + 39 * minuteMs, how: 'happened' } })).toBe('RISK-1');
    expect(await warned({ end: { at: noon + 39 * minuteMs, how: 'did-not' } })).toBeUndefined();
    expect(await warned({ end: { at: noon - 30 * minuteMs, how: 'happened' } })).toBeUndefined();
    expect(await warned({ openedAt: noon + 41 * minuteMs })).toBeUndefined();
    expect(await warned({ place: { device: 'Router-A', interface: null } })).toBeUndefined();
  });
});

describe('a risk in words', () => {
  it('says what, where, when and between which moments', () => {
    expect(describeRisk(riskOf('x'), noon, time)).toBe(
      'Memory of Switch-2 reaches 90 % in about 40 min (between 30 min and 55 min)',
    );
    expect(describeRisk(riskOf('x', { latestAt: null }), noon, time)).toBe(
      'Memory of Switch-2 reaches 90 % in about 40 min (30 min at the earliest, perhaps never)',
    );
    expect(describeRisk(riskOf('x', { expectedAt: noon, earliestAt: noon }), noon, time)).toBe(
      'Memory of Switch-2 is about to reach 90 %',
    );
    const over = (how: 'happened' | 'did-not' | 'unknown') =>
      describeRisk(riskOf('x', { end: { at: noon, how } }), noon, time);
    expect([over('happened'), over('did-not'), over('unknown')]).toEqual([
      'Memory of Switch-2 passed 90 %',
      ...Array(2).fill('Memory of Switch-2 was expected to reach 90 %'),
    ]);
    const day = { basis: 'day', metric: 'throughput_mbps', limit: 800, until: noon + 120 * minuteMs } as const;
    expect(describeRisk(riskOf('x', { ...day, expectedAt: noon }), noon, time)).toBe(
      'Throughput of Switch-2 is expected above 800 Mbit/s from 12:00 to 14:00',
    );
  });

  it('says when somebody looked ahead, and that an old look tells nothing of now', () => {
    const look = (minutesAgo: number) => ({ at: noon - minutesAgo * minuteMs, over: [], more: 0, gaps: [] });
    expect([null, look(0), look(15), look(16)].map((one) => describeLook(one, noon, time))).toEqual([
      ...['nobody has looked ahead yet', 'looked at 12:00', 'looked at 11:45'],
      'nobody has looked ahead since 11:44',
    ]);
    expect([null, look(15), look(16)].map((one) => freshLook(one, noon))).toEqual([null, look(15), null]);
  });

  it('says why, how it ended and how often such warnings were right', () => {
    expect(describeReason(riskOf('x'), time)).toBe(
      'now 71 %, rising by 30 points an hour over the last 2 h; at 12:38 if it goes on',
    );
    const ended = (how: 'happened' | 'did-not' | 'unknown') =>
      describeEnd(riskOf('x', { end: { at: noon + 42 * minuteMs, how } }), time);
    expect(ended('happened')).toBe('It happened: 90 % was passed by 12:42, 40 min after this warning.');
    expect(ended('did-not')).toBe(
      'It did not happen: nothing has pointed to 90 % any more since 12:42. Last seen at 71 %.',
    );
    expect(ended('unknown')).toBe(
      'Nobody knows whether 90 % was reached: no values came that would tell, or it is looked at no more.',
    );
    expect(describeEnd(riskOf('x'), time)).toBe('');
    expect(describeRecord({ right: 17, wrong: 4, unknown: 0 })).toBe(
      'Warnings like this were right in 17 of 21 cases in the last 30 days.',
    );
    expect(describeRecord({ right: 0, wrong: 0, unknown: 1 })).toBe(
      'No warning like this has ended in the last 30 days; of 1 more nobody knows.',
    );
  });
});
