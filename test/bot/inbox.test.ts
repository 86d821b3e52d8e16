import { describe, expect, it } from 'vitest';
import { type Envelope, isWanted, keyOf } from '../../src/bot/envelope.ts';
import { createInbox } from '../../src/bot/inbox.ts';
import type { Store } from '../../src/store/store.ts';
import { createMemoryStore } from './memory-store.ts';
import { silentLog } from './world.ts';

const mention = (id: string, user = 'U1', text = id): Envelope => ({
  type: 'event_callback',
  event_id: id,
  event: { type: 'app_mention', user, text },
});

function inboxOn(store: Store, dispatch: (body: Envelope) => Promise<void>) {
  const stop = new AbortController();
  const inbox = createInbox({ table: store.inbox, dispatch, clock: () => 1, signal: stop.signal, log: silentLog });
  return { inbox, kill: () => stop.abort() };
}

describe('the inbox', () => {
  it('acknowledges only after the envelope is stored', async () => {
    const store = createMemoryStore();
    const { inbox } = inboxOn(store, async () => undefined);
    let storedAtAck = 0;
    await inbox.receive(mention('Ev1'), async () => {
      storedAtAck = (await store.inbox.pending(10)).length;
    });
    expect(storedAtAck).toBe(1);
  });

  it('does not acknowledge what it could not store', async () => {
    const store = createMemoryStore();
    store.inbox.put = () => Promise.reject(new Error('disk full'));
    let acked = false;
    const ack = async () => {
      acked = true;
    };
    await expect(inboxOn(store, async () => undefined).inbox.receive(mention('Ev1'), ack)).rejects.toThrow('disk full');
    expect(acked).toBe(false);
  });

  it('loses nothing when the process dies after the acknowledgement', async () => {
    const store = createMemoryStore();
    const dying = inboxOn(store, () => new Promise(() => undefined));
    await dying.inbox.receive(mention('Ev1'), async () => undefined);
    await dying.inbox.receive(mention('Ev2'), async () => undefined);
    dying.kill();
    const done: string[] = [];
    const next = inboxOn(store, async (body) => void done.push(body.event_id));
    await next.inbox.recover();
    await next.inbox.idle();
    expect(done).toEqual(['Ev1', 'Ev2']);
    expect(await store.inbox.pending(10)).toEqual([]);
  });

  it.each([1, 499, 500, 501, 1_000, 1_001, 2_345])(
    'takes up all of %i envelopes that an earlier process left',
    async (left) => {
      const store = createMemoryStore();
      const keys = Array.from({ length: left }, (_, i) => `Ev${i}`);
      for (const key of keys) await store.inbox.put({ key, kind: 'event', payload: mention(key), at: 1 });
      const done: string[] = [];
      const { inbox } = inboxOn(store, async (body) => void done.push(body.event_id));
      await inbox.recover();
      await inbox.idle();
      expect(done).toEqual(keys);
    },
  );

  it('leaves work that the end of the process cut off to the next one', async () => {
    const store = createMemoryStore();
    const { inbox, kill } = inboxOn(store, async () => kill());
    await inbox.receive(mention('Ev1'), async () => undefined);
    await inbox.idle();
    expect(await store.inbox.pending(10)).toHaveLength(1);
  });

  it('does a redelivered envelope once', async () => {
    const store = createMemoryStore();
    const done: string[] = [];
    const { inbox } = inboxOn(store, async (body) => void done.push(body.event_id));
    let acks = 0;
    for (let i = 0; i < 3; i++) await inbox.receive(mention('Ev1'), async () => void acks++);
    await inbox.idle();
    expect({ done, acks }).toEqual({ done: ['Ev1'], acks: 3 });
  });

  it('works in order for one person and lets no other wait', async () => {
    const store = createMemoryStore();
    const done: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { inbox } = inboxOn(store, async (body) => {
      if (body.event_id === 'slow') await gate;
      done.push(body.event_id);
    });
    const none = async () => undefined;
    await inbox.receive(mention('slow', 'U1'), none);
    await inbox.receive(mention('after', 'U1'), none);
    await inbox.receive(mention('other', 'U2'), none);
    await expect.poll(() => done).toEqual(['other']);
    release();
    await inbox.idle();
    expect(done).toEqual(['other', 'slow', 'after']);
  });

  it('goes on after a handler threw', async () => {
    const store = createMemoryStore();
    const { inbox } = inboxOn(store, () => Promise.reject(new Error('bug')));
    await inbox.receive(mention('Ev1'), async () => undefined);
    await inbox.idle();
    expect(await store.inbox.pending(10)).toEqual([]);
  });
});

describe('envelopes', () => {
  const press = (action_ts: string, more: object = {}) => ({
    type: 'block_actions',
    user: { id: 'U1' },
    actions: [{ action_id: 'plan_approve', action_ts }],
    ...more,
  });

  it('have the same key when delivered again and another for a second click', () => {
    expect(keyOf(mention('Ev1'))).toBe(keyOf(mention('Ev1', 'U1', 'retried')));
    expect(keyOf(press('1.1'))).toBe(keyOf(press('1.1')));
    expect(keyOf(press('1.1'))).not.toBe(keyOf(press('1.2')));
    expect(keyOf(press('1.1', { trigger_id: 'a' }))).not.toBe(keyOf(press('1.1', { trigger_id: 'b' })));
    expect(keyOf({ command: '/noc', trigger_id: 't' })).not.toBe(keyOf(press('1.1', { trigger_id: 't' })));
  });

  it('are kept only when they ask for something', () => {
    const message = (event: object) => ({ type: 'event_callback', event: { type: 'message', ...event } });
    expect(isWanted(mention('Ev1'))).toBe(true);
    expect(isWanted(press('1.1'))).toBe(true);
    expect(isWanted(message({ channel_type: 'channel' }))).toBe(false);
    expect(isWanted(message({ channel_type: 'im' }))).toBe(true);
    expect(isWanted(message({ channel_type: 'im', bot_id: 'B1' }))).toBe(false);
    expect(isWanted(message({ channel_type: 'im', subtype: 'message_changed' }))).toBe(false);
  });
});
