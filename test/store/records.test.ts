import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { anyFact, useStore } from './open-test-store.ts';

const store = useStore();
const incident: Incident = {
  id: 'incident-1',
  state: 'open',
  severity: 'major',
  openedAt: 10,
  lastAnomalyAt: 12,
  resolvedAt: null,
  place: { device: 'Router-A', interface: null },
  places: [{ device: 'Router-A', interface: null }],
  anomalies: 2,
  verdict: null,
  owner: null,
};

describe('incidents', () => {
  test('are listed newest first and by state', async () => {
    await store().incidents.insert(incident);
    await store().incidents.insert({ ...incident, id: 'incident-2', openedAt: 20 });
    await store().incidents.insert({ ...incident, id: 'incident-3', openedAt: 30 });
    await store().incidents.update({ ...incident, id: 'incident-3', openedAt: 30, state: 'resolved', resolvedAt: 40 });
    const ids = async (filter: Parameters<ReturnType<typeof store>['incidents']['list']>[0]) =>
      (await store().incidents.list(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual(['incident-3', 'incident-2', 'incident-1']);
    expect(await ids({ states: ['open', 'mitigated'] })).toEqual(['incident-2', 'incident-1']);
    expect(await ids({ states: ['open'], limit: 1 })).toEqual(['incident-2']);
    expect(await ids({ states: [] })).toEqual([]);
    expect(await store().incidents.get('incident-1')).toEqual(incident);
    expect(await store().incidents.get('incident-9')).toBeUndefined();
    await expect(store().incidents.update({ ...incident, id: 'incident-9' })).rejects.toMatchObject({
      code: 'incident-unknown',
    });
  });
});

describe('diagnoses', () => {
  test('the latest one replaces the one before, and text that a database refuses is kept readable', async () => {
    const diagnosis = { incidentId: 'i', at: 1, conclusive: false, sentences: [], evidence: [], writtenBy: 'offline' };
    await store().diagnoses.put(diagnosis);
    const sentences = [{ text: 'says \u0000 and \uD800', evidence: ['E1'] }];
    await store().diagnoses.put({ ...diagnosis, sentences });
    expect(await store().diagnoses.get('i')).toEqual({
      ...diagnosis,
      sentences: [{ text: 'says \uFFFD and \uFFFD', evidence: ['E1'] }],
    });
    expect(await store().diagnoses.get('j')).toBeUndefined();
  });
});

describe('outbox', () => {
  const event = { type: 'incident.opened', incidentId: 'i' } as const;

  test('stores a key once, and each projection finishes on its own', async () => {
    expect(await store().outbox.append('a', event, 1)).toBe(true);
    expect(await store().outbox.append('a', event, 2)).toBe(false);
    expect(await store().outbox.append('b', { ...event, incidentId: 'j' }, 3)).toBe(true);
    const [first, second] = await store().outbox.pending('slack', 10);
    expect([first, second]).toMatchObject([
      { key: 'a', at: 1, event },
      { key: 'b', at: 3 },
    ]);
    await store().outbox.finish('slack', first!.id, 4);
    await store().outbox.finish('slack', first!.id, 5);
    expect((await store().outbox.pending('slack', 10)).map(({ key }) => key)).toEqual(['b']);
    expect((await store().outbox.pending('pager', 1)).map(({ key }) => key)).toEqual(['a']);
  });

  test('nothing is stored of a transaction that throws', async () => {
    const work = store().transaction(async (tables) => {
      await tables.incidents.insert({ ...incident, id: 'incident-undone' });
      await tables.outbox.append('undone', event, 1);
      await tables.audit.append({ at: 1, actor: 'a', action: 'b', subject: 'c', detail: {} });
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await store().incidents.get('incident-undone')).toBeUndefined();
    expect((await store().outbox.pending('web', 100)).map(({ key }) => key)).not.toContain('undone');
    expect(await store().audit.list()).toEqual([]);
  });

  test('a transaction whose work swallows a failed statement is an error, not a silent loss', async () => {
    const work = store().transaction(async (tables) => {
      await tables.facts.put(anyFact('kind'), 'swallowed', 1);
      await tables.incidents.insert(incident).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'transaction-aborted' });
    expect(await store().facts.get(anyFact('kind'), 'swallowed')).toBeUndefined();
  });

  test('the store itself is refused inside a transaction and usable after it', async () => {
    const work = store().transaction(() => store().facts.put(anyFact('kind'), 'outside', 1));
    await expect(work).rejects.toMatchObject({ code: 'transaction-bypassed' });
    await store().facts.put(anyFact('kind'), 'outside', 2);
    expect(await store().facts.get(anyFact('kind'), 'outside')).toBe(2);
  });
});

describe('inbox', () => {
  test('knows a redelivery, and keeps what is not finished in order of arrival', async () => {
    const entry = { kind: 'action', payload: { text: 'hi', none: null }, at: 1 };
    const put = await Promise.all(['z', 'z', 'a'].map((key) => store().inbox.put({ ...entry, key })));
    expect(put).toEqual([true, false, true]);
    expect(await store().inbox.pending(10)).toEqual([
      { ...entry, key: 'z' },
      { ...entry, key: 'a' },
    ]);
    expect((await store().inbox.pending(10, 'z')).map(({ key }) => key)).toEqual(['a']);
    await store().inbox.finish('z', 2);
    expect((await store().inbox.pending(10, 'z')).map(({ key }) => key)).toEqual(['a']);
    expect(await store().inbox.pending(10, 'a')).toEqual([]);
    expect((await store().inbox.pending(10)).map(({ key }) => key)).toEqual(['a']);
    expect(await store().inbox.put({ ...entry, key: 'z' })).toBe(false);
  });
});

describe('facts', () => {
  test('are put, replaced, listed and removed', async () => {
    await store().facts.put(anyFact('mode'), 'global', 'propose');
    await store().facts.put(anyFact('mode'), 'global', { now: ['act'] });
    await store().facts.put(anyFact('mode'), 'edge', null);
    expect(await store().facts.get(anyFact('mode'), 'global')).toEqual({ now: ['act'] });
    expect(await store().facts.list(anyFact('mode'))).toEqual([
      { id: 'edge', value: null },
      { id: 'global', value: { now: ['act'] } },
    ]);
    await store().facts.remove(anyFact('mode'), 'global');
    expect(await store().facts.get(anyFact('mode'), 'global')).toBeUndefined();
  });
});

describe('locks', () => {
  test('have one holder at a time, by name, and are free after the work failed', async () => {
    let letGo: (value: number) => void = () => undefined;
    const first = store().withLock('Router-A', () => new Promise<number>((resolve) => (letGo = resolve)));
    expect(await store().withLock('Router-A', async () => 1)).toBeUndefined();
    expect(await store().withLock('Router-B', async () => 2)).toEqual({ value: 2 });
    letGo(3);
    expect(await first).toEqual({ value: 3 });
    await expect(store().withLock('Router-A', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await store().withLock('Router-A', async () => undefined)).toEqual({ value: undefined });
  });
});

test('finds nothing under a text that no row can hold, and never fails because of it', async () => {
  const { incidents, diagnoses, plans, votes, executions, configs, facts, audit } = store();
  for (const id of ['\u0000', 'incident-1\u0000', '\uD800', 'a\uDC00b']) {
    expect(
      await Promise.all([
        incidents.get(id),
        diagnoses.get(id),
        plans.get(id),
        plans.byButton(id),
        facts.get(anyFact(id), id),
      ]),
    ) //
      .toEqual([undefined, undefined, undefined, undefined, undefined]);
    const lists = [plans.forIncident(id), votes.forPlan(id), executions.lines(id), executions.snapshots(id)];
    const more = [
      configs.history(id, 1),
      facts.list(anyFact(id)),
      audit.list({ subject: id }),
      facts.remove(anyFact(id), id),
    ];
    expect((await Promise.all([...lists, ...more])).flat()).toEqual([undefined]);
  }
});

test('the cursor of a projection moves behind what is finished without a gap, and only when nobody can still add to it', async () => {
  const { outbox } = store();
  const event = { type: 'incident.opened', incidentId: 'INC-cursor' } as const;
  const keys = ['c1', 'c2', 'c3', 'c4'];
  await outbox.follow('cursor', 'now', 1);
  for (const key of keys) await outbox.append(key, event, 1);
  const [first, second, third] = await outbox.pending('cursor', 10);
  const cursor = async () =>
    (await store().pool.query(`SELECT through FROM nocturne.outbox_cursor WHERE projection = 'cursor'`)).rows[0]
      .through;
  const marks = async () =>
    Number(
      (await store().pool.query(`SELECT count(*) FROM nocturne.outbox_done WHERE projection = 'cursor'`)).rows[0].count,
    );
  const begin = await cursor();
  for (const { id } of [first!, third!]) await outbox.finish('cursor', id, 2);
  const seen = await outbox.advance('cursor', null, 3);
  expect(seen.through).toBe(first!.id);
  await outbox.advance('cursor', { ...seen, nextTransaction: '999999999' }, 4);
  expect([await cursor(), await marks()]).toEqual([begin, 2]);
  await outbox.advance('cursor', { ...seen, through: third!.id }, 5);
  expect([await cursor(), await marks()]).toEqual([first!.id, 1]);
  await outbox.finish('cursor', second!.id, 6);
  await outbox.advance('cursor', await outbox.advance('cursor', null, 7), 8);
  expect([await cursor(), await marks()]).toEqual([third!.id, 0]);
  expect((await outbox.pending('cursor', 10)).map(({ key }) => key)).toEqual(['c4']);
});
