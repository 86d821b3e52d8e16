import { expect, it, vi } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { FollowerPatience } from '../../src/store/follower-patience.ts';
import { createOutboxFollower } from '../../src/store/outbox-follower.ts';
import { silentLog, useStore } from './open-test-store.ts';

const store = useStore();
const everyMs = 5;
let now = 1;

/** A follower with a lane for each first letter of the incident ids, which hands entries to `handle`. */
function follow(projection: string, handle: (id: string) => Promise<void>, patience?: FollowerPatience) {
  const handed: string[] = [];
  const follower = createOutboxFollower({
    ...{ store: store(), projection, from: 'now', clock: () => now, log: silentLog, everyMs },
    ...(patience && { patience }),
    laneOf: (event) => ('incidentId' in event ? event.incidentId.charAt(0) : ''),
    async handle({ event }) {
      if (event.type !== 'incident.resolved') return;
      handed.push(event.incidentId);
      await handle(event.incidentId);
    },
  });
  const add = (...ids: string[]) =>
    Promise.all(
      ids.map((incidentId) =>
        store().outbox.append(`${projection}:${incidentId}`, { type: 'incident.resolved', incidentId }, 1),
      ),
    );
  return { handed, follower, add };
}

const gate = () => Promise.withResolvers<void>();

it('goes on with other lanes while the handler of one waits, also with what comes meanwhile', async () => {
  const held = gate();
  const { handed, follower, add } = follow('waits', (id) => (id === 'a1' ? held.promise : Promise.resolve()));
  await follower.run();
  await add('a1', 'a2', 'b1');
  const round = follower.run();
  await vi.waitFor(() => expect(handed).toContain('b1'));
  await add('b2', 'c1');
  await vi.waitFor(() => expect(handed).toEqual(expect.arrayContaining(['b2', 'c1'])));
  expect(handed).not.toContain('a2');
  held.resolve();
  await round;
  expect(handed.toSorted()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
});

it('finds another lane behind more entries of a waiting lane than one look reads', async () => {
  const held = gate();
  const { handed, follower, add } = follow('behind', (id) => (id === 'a0' ? held.promise : Promise.resolve()));
  await follower.run();
  for (let i = 0; i < 1_100; i++) await add(`a${i}`);
  await add('b1');
  const round = follower.run();
  await vi.waitFor(() => expect(handed).toEqual(['a0', 'b1']));
  held.resolve();
  await round;
  expect(handed).toHaveLength(1_101);
  expect(handed.filter((id) => id !== 'b1')).toEqual(Array.from({ length: 1_100 }, (_, i) => `a${i}`));
});

it('wakes a lane that rested when its pause is over, while the handler of another one still waits', async () => {
  const held = gate();
  let failures = 1;
  const patience = { isTemporary: () => true, tries: 1, pauseMs: () => 60_000 };
  const failing = () => (failures-- > 0 ? Promise.reject(new NocturneError('away', 'away')) : Promise.resolve());
  const { handed, follower, add } = follow('rests', (id) => (id === 'b1' ? held.promise : failing()), patience);
  await follower.run();
  await add('a1', 'b1');
  const round = follower.run();
  await vi.waitFor(() => expect(handed.toSorted()).toEqual(['a1', 'b1']));
  await new Promise((resolve) => setTimeout(resolve, 5 * everyMs));
  expect(handed.toSorted()).toEqual(['a1', 'b1']);
  now += 60_001;
  await vi.waitFor(() => expect(handed.toSorted()).toEqual(['a1', 'a1', 'b1']));
  held.resolve();
  await round;
});

it('hands no entry out twice, however looks and ends of lanes fall together', async () => {
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const { handed, follower, add } = follow('mixed', (id) => pause(id.charCodeAt(0) % 7));
  await follower.run();
  const ids = Array.from({ length: 60 }, (_, i) => `${'abcdefgh'[i % 8]}${i}`);
  for (const id of ids.slice(0, 20)) await add(id);
  const round = follower.run();
  for (const id of ids.slice(20)) {
    await add(id);
    await pause(2);
  }
  await round;
  await follower.run();
  expect(handed.toSorted()).toEqual(ids.toSorted());
  for (const lane of 'abcdefgh') {
    const own = (all: string[]) => all.filter((id) => id.startsWith(lane));
    expect(own(handed)).toEqual(own(ids));
  }
});

it('ends when it is closed, whatever waits', async () => {
  const held = gate();
  const { handed, follower, add } = follow('closed', () => held.promise);
  await follower.run();
  await add('a1', 'a2');
  void follower.run();
  await vi.waitFor(() => expect(handed).toEqual(['a1']));
  const closing = follower.close();
  held.resolve();
  await closing;
  expect(handed).toEqual(['a1']);
});
