import { describe, expect, it } from 'vitest';
import { createChannelQueue } from '../../src/bot/channel-queue.ts';
import { retryAfterOf } from '../../src/bot/slack-errors.ts';

const limited = (retryAfter: number) =>
  Object.assign(new Error('429'), { code: 'slack_webapi_rate_limited_error', retryAfter });

/** A queue on a clock that runs only while somebody waits. */
function queueOnFakeClock() {
  let now = 0;
  const sleepers: { until: number; wake: () => void }[] = [];
  const wait = (ms: number) =>
    ms <= 0 ? Promise.resolve() : new Promise<void>((wake) => sleepers.push({ until: now + ms, wake }));
  const stop = new AbortController();
  const queue = createChannelQueue({ clock: () => now, wait, signal: stop.signal, retryAfterSeconds: retryAfterOf });
  return {
    queue,
    stop,
    now: () => now,
    async run(ms: number) {
      const end = now + ms;
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = sleepers.sort((a, b) => a.until - b.until)[0];
        if (!next || next.until > end) break;
        now = next.until;
        sleepers.shift();
        next.wake();
      }
      now = end;
    },
  };
}

const pace = { burst: 2, perSecond: 1 };

describe('the queue of a channel', () => {
  it('lets a burst through and then one a second, in order', async () => {
    const { queue, now, run } = queueOnFakeClock();
    const sent: [number, number][] = [];
    for (let i = 0; i < 4; i++) void queue.run('C1', pace, async () => void sent.push([i, now()]));
    await run(5000);
    expect(sent).toEqual([
      [0, 0],
      [1, 0],
      [2, 1000],
      [3, 2000],
    ]);
  });

  it('waits out a Retry-After without losing its place, and delays no other channel', async () => {
    const { queue, now, run } = queueOnFakeClock();
    const sent: [string, number][] = [];
    let refusals = 1;
    const task = (name: string) => async () => {
      if (name === 'first' && refusals-- > 0) throw limited(7);
      sent.push([name, now()]);
    };
    void queue.run('C1', pace, task('first'));
    void queue.run('C1', pace, task('second'));
    void queue.run('C2', pace, task('other'));
    await run(20_000);
    expect(sent).toEqual([
      ['other', 0],
      ['first', 7000],
      ['second', 7000],
    ]);
  });

  it('lets an urgent task overtake', async () => {
    const { queue, run } = queueOnFakeClock();
    const sent: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) void queue.run('C1', pace, async () => void sent.push(name));
    void queue.run('C1', pace, async () => void sent.push('urgent'), { urgent: true });
    await run(10_000);
    expect(sent.indexOf('urgent')).toBeLessThan(sent.indexOf('c'));
  });

  it('hands other errors to the caller and goes on', async () => {
    const { queue, run } = queueOnFakeClock();
    const failed = queue.run('C1', pace, () => Promise.reject(new Error('channel_not_found')));
    const next = queue.run('C1', pace, async () => 'sent');
    await expect(failed).rejects.toThrow('channel_not_found');
    await run(100);
    expect(await next).toBe('sent');
  });

  it('refuses what still waits when it is stopped', async () => {
    const { queue, stop, run } = queueOnFakeClock();
    const waiting = [1, 2, 3].map(() =>
      queue.run('C1', pace, async () => 'sent').catch((reason: Error) => reason.message),
    );
    await run(10);
    stop.abort(new Error('closed'));
    await run(5000);
    expect(await Promise.all(waiting)).toEqual(['sent', 'sent', 'closed']);
  });
});
