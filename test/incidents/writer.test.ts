import { beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { createIncidentWriter, type IncidentWriter } from '../../src/incidents/writer.ts';
import type { Tables } from '../../src/store/store.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const place = { device: 'Router-A', interface: null };
const incident = (id: string): Incident => ({
  ...{ id, state: 'open', severity: 'minor', openedAt: 1, lastAnomalyAt: 1, resolvedAt: null, place, places: [place] },
  ...{ anomalies: 1, verdict: null, owner: null },
});
const full = Object.assign(new Error('No space left on device'), { code: '53100' });

let now: number;
let isFull: boolean;
let tries: number;
let writer: IncidentWriter;

beforeEach(() => {
  now = 1_790_000_000_000;
  isFull = false;
  tries = 0;
  const failing = {
    facts: store().facts,
    transaction: <T>(work: (tables: Tables) => Promise<T>): Promise<T> => {
      tries += 1;
      return isFull ? Promise.reject(full) : store().transaction(work);
    },
  };
  writer = createIncidentWriter({
    store: failing,
    later: { later: async () => undefined },
    clock: () => now,
    log: silentLog,
  });
});

/** Time passes with a delivery of samples every so often. */
async function pass(ms: number, everyMs: number): Promise<void> {
  for (const end = now + ms; now < end; now += everyMs) {
    writer.retry();
    await writer.settled();
  }
}

describe('while nothing can be stored', () => {
  it.each([1, 10, 600])(
    'keeps an opening for %i minutes, however many samples arrive, and stores it then',
    async (minutes) => {
      isFull = true;
      const id = `INC-kept-${minutes}`;
      writer.opened(incident(id), [], now);
      await pass(minutes * 60_000, (minutes * 60_000) / 2_000);
      expect(writer.failing()).toContain('No space left on device (1 writes wait)');
      isFull = false;
      await pass(2_000, 1_000);
      expect(writer.failing()).toBeNull();
      expect(await store().incidents.get(id)).toMatchObject({ id, state: 'open' });
    },
  );

  it('tries once at a time, however many samples arrive in the meantime', async () => {
    isFull = true;
    writer.opened(incident('INC-calm'), [], now);
    for (let i = 0; i < 1_000; i++) writer.retry();
    await writer.settled();
    expect(tries).toBeLessThanOrEqual(2);
  });

  it('holds no more than an opening, two updates and an end for each incident', async () => {
    isFull = true;
    writer.opened(incident('INC-many'), [], now);
    for (let i = 0; i < 500; i++) writer.updated({ ...incident('INC-many'), anomalies: i }, [], now + i);
    const ended = writer.ended({ ...incident('INC-many'), state: 'resolved', resolvedAt: 2 }, { how: 'quiet' });
    await pass(5_000, 1_000);
    expect(Number(/\((\d+) writes/.exec(writer.failing()!)![1])).toBeLessThanOrEqual(4);
    isFull = false;
    await pass(2_000, 1_000);
    await ended;
    expect(await store().incidents.get('INC-many')).toMatchObject({ state: 'resolved' });
  });

  it('gives up an end after ten minutes that passed, not after a jump of the clock', async () => {
    isFull = true;
    const ended = writer.ended(incident('INC-end'), { how: 'quiet' });
    const outcome = ended.then(
      () => 'stored',
      () => 'given up',
    );
    for (const jump of [86_400_000, -2 * 86_400_000, 3_600_000]) {
      now += jump;
      await pass(5_000, 1_000);
    }
    expect(writer.failing()).not.toBeNull();
    await pass(11 * 60_000, 1_000);
    expect(await outcome).toBe('given up');
  });
});

it('lets an incident that can never be stored hold up no other', async () => {
  const original = store().transaction;
  const spied = {
    facts: store().facts,
    transaction: <T>(work: (tables: Tables) => Promise<T>): Promise<T> =>
      original((tables) =>
        work({
          ...tables,
          incidents: {
            ...tables.incidents,
            insert: (each) => (each.id === 'INC-poison' ? Promise.reject(full) : tables.incidents.insert(each)),
          },
        }),
      ),
  };
  writer = createIncidentWriter({
    store: spied,
    later: { later: async () => undefined },
    clock: () => now,
    log: silentLog,
  });
  for (const id of ['INC-poison', 'INC-good']) writer.opened(incident(id), [], now);
  await pass(3_000, 1_000);
  expect(await store().incidents.get('INC-good')).toMatchObject({ id: 'INC-good' });
  expect(writer.failing()).toContain('1 writes wait');
});
