import { describe, expect, it } from 'vitest';
import { readMatch } from '../../src/incidents/silence-match.ts';
import { createSilences, silenceFact } from '../../src/incidents/silences.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { incidentOf, newId, topology } from '../bot/world.ts';

const hour = 3_600_000;

function world() {
  const store = createMemoryStore();
  let now = Date.UTC(2026, 10, 2, 14);
  const jobs: { job: string; at: number; payload: Record<string, unknown> }[] = [];
  const later = {
    later: async (job: string, payload: Record<string, unknown>, { at }: { at: number }) =>
      void jobs.push({ job, at, payload }),
  };
  const silences = createSilences({ store, topology, later, newId, clock: () => now });
  const add = (match: object, change: object = {}) =>
    silences.add({ kind: 'silence', match, from: now, until: now + hour, reason: 'known', by: 'U1', ...change });
  const pass = (ms: number) => {
    now += ms;
  };
  return { store, silences, jobs, add, now: () => now, pass };
}

const told = async ({ store }: ReturnType<typeof world>) =>
  (await store.outbox.pending('test', 100)).map(({ event }) => ('incidentId' in event ? event.incidentId : ''));

describe('what a silence covers', () => {
  const incident = incidentOf('inc-1');
  it.each([
    ['the device of the named place', { device: 'Router-A' }, true],
    ['the far end of its link', { device: 'Router-B' }, true],
    ['no device that only suffers', { device: 'Switch-1' }, false],
    ['the site', { site: 'lab' }, true],
    ['no other site', { site: 'hq' }, false],
    ['the cause', { cause: 'congestion' }, true],
    ['the symptom of the cause', { cause: 'latency_spike' }, true],
    ['no other cause', { cause: 'packet_loss' }, false],
    ['only what fits in everything', { device: 'Router-A', cause: 'packet_loss' }, false],
    ['never everything', {}, false],
  ])('is %s', async (_name, match, expected) => {
    const { silences, add, now } = world();
    await add(match);
    expect((await silences.covering(incident, now())) !== undefined).toBe(expected);
  });

  it('is nothing by cause as long as no cause is named', async () => {
    const { silences, add, now } = world();
    await add({ cause: 'congestion' });
    expect(await silences.covering(incidentOf('inc-2', { verdict: null }), now())).toBeUndefined();
  });
});

describe('a silence', () => {
  it('holds from its beginning to its end, and to the moment when somebody ends it', async () => {
    const { silences, add, now, pass } = world();
    const incident = incidentOf('inc-1');
    const { id } = await add({ device: 'Router-A' }, { from: now() + hour, until: now() + 3 * hour });
    expect(await silences.covering(incident, now())).toBeUndefined();
    expect(await silences.covering(incident, now() + hour)).toMatchObject({ id });
    expect(await silences.covering(incident, now() + 3 * hour)).toBeUndefined();
    pass(2 * hour);
    expect(await silences.end(id, 'U2')).toBe(true);
    expect(await silences.end(id, 'U2')).toBe(false);
    expect(await silences.covering(incident, now() - 1)).toMatchObject({ id });
    expect(await silences.covering(incident, now())).toBeUndefined();
    expect(await silences.list()).toEqual([]);
  });

  it('tells of the open incidents that it covers when it begins, when it ends by time and when it is ended', async () => {
    const all = world();
    const { store, silences, add, jobs } = all;
    await store.incidents.insert(incidentOf('inc-1'));
    await store.incidents.insert(incidentOf('inc-over', { state: 'resolved' }));
    await store.incidents.insert(incidentOf('inc-else', { place: { device: 'Switch-1', interface: null } }));
    const { id, until } = await add({ device: 'Router-A' });
    expect(await told(all)).toEqual(['inc-1']);
    expect(jobs).toEqual([{ job: 'silence-turn', at: until, payload: { silenceId: id, at: until } }]);
    await silences.turn(id, until);
    await silences.turn(id, until);
    expect(await told(all)).toEqual(['inc-1', 'inc-1']);
    await silences.end(id, 'U1');
    expect(await told(all)).toHaveLength(3);
    await silences.turn(id, until + 1);
    expect(await told(all)).toHaveLength(3);
  });

  it('stands in the audit with who and why', async () => {
    const { store, silences, add } = world();
    const { id } = await add({ device: 'Router-A' });
    await silences.end(id, 'U2');
    const entries = await store.audit.list({ subject: id });
    expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual(['U1 silence.added', 'U2 silence.ended']);
    expect(entries[0]!.detail).toMatchObject({ reason: 'known', match: { device: 'Router-A' } });
  });

  it('is forgotten a month after its end', async () => {
    const { store, add, pass } = world();
    await add({ device: 'Router-A' });
    pass(31 * 24 * hour);
    await add({ device: 'Router-B' });
    expect(await store.facts.list(silenceFact)).toHaveLength(1);
  });
});

describe('the words of a target', () => {
  it('are devices, sites and causes in any order and case', () => {
    expect(readMatch(['router-a', 'PACKET_LOSS'], topology)).toEqual({
      ok: true,
      match: { device: 'Router-A', cause: 'packet_loss' },
    });
    expect(readMatch(['site:lab'], topology)).toEqual({ ok: true, match: { site: 'lab' } });
    expect(readMatch(['device:lab'], topology)).toMatchObject({ ok: false, reason: 'unknown' });
    expect(readMatch(['lab', 'site:lab'], topology)).toMatchObject({ ok: false, reason: 'twice' });
  });
});
