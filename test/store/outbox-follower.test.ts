import { expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { createOutboxFollower } from '../../src/store/outbox-follower.ts';
import { silentLog, useStore } from './open-test-store.ts';

const store = useStore();

/** A follower that notes the incidents it was handed, and fails with what `failure` answers. */
async function follow(projection: string, incidents: string[], failure: (incidentId: string) => unknown) {
  for (const incidentId of incidents) {
    await store().outbox.append(`${projection}:${incidentId}`, { type: 'incident.resolved', incidentId }, 1);
  }
  const handed: string[] = [];
  const follower = createOutboxFollower({
    ...{ store: store(), projection, clock: () => 2, log: silentLog },
    async handle({ event }) {
      if (event.type !== 'incident.resolved' || !incidents.includes(event.incidentId)) return;
      handed.push(event.incidentId);
      const thrown = failure(event.incidentId);
      if (thrown !== undefined) throw thrown;
    },
  });
  return { handed, follower };
}

it('hands out each event once, in order, also to a follower that starts later', async () => {
  const { handed, follower } = await follow('once', ['a1', 'a2'], () => undefined);
  await follower.run();
  await follower.run();
  expect(handed).toEqual(['a1', 'a2']);
  const later = await follow('once', [], () => undefined);
  await later.follower.run();
  expect(later.handed).toEqual([]);
});

it.each([
  ['three times when nobody foresaw its error', new Error('no'), ['1', '1', '1', '2']],
  ['once when its error is final', new NocturneError('refused', 'no'), ['1', '2']],
])('tries an event %s, and goes on to the next one', async (name, error, expected) => {
  const ids = ['1', '2'].map((id) => `${name} ${id}`);
  const { handed, follower } = await follow(name, ids, (id) => (id === ids[0] ? error : undefined));
  for (let look = 0; look < 5; look++) await follower.run();
  expect(handed.map((id) => id.at(-1))).toEqual(expected);
});

it('keeps an event whose error asks for another try for as long as it takes', async () => {
  let busy = 6;
  const failure = () => (busy-- > 0 ? new NocturneError('busy', 'later', { retryable: true }) : undefined);
  const { handed, follower } = await follow('busy', ['c1'], failure);
  await follower.run();
  expect(follower.failing()).toBe(1);
  for (let look = 0; look < 8; look++) await follower.run();
  expect(handed).toHaveLength(7);
  expect(follower.failing()).toBe(0);
});

it('gives an event to the next process when this one ends while it fails', async () => {
  const broken = await follow('crash', ['d1'], () => new Error('the process died'));
  await broken.follower.run();
  await broken.follower.close();
  const { handed, follower } = await follow('crash', ['d1'], () => undefined);
  await follower.run();
  expect(handed).toEqual(['d1']);
});

it('counts no event as failing that another process handled', async () => {
  const one = await follow('other', ['e1'], () => new NocturneError('busy', 'later', { retryable: true }));
  await one.follower.run();
  expect(one.follower.failing()).toBe(1);
  await (await follow('other', ['e1'], () => undefined)).follower.run();
  await one.follower.run();
  expect(one.follower.failing()).toBe(0);
});
