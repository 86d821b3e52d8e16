import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { type KeptThread, keepThread } from '../../src/foundation/kept-thread.ts';
import type { AnsweringThread, Death } from './answering-worker.ts';

const kept: KeptThread<AnsweringThread>[] = [];
afterEach(async () => {
  for (const thread of kept.splice(0)) await thread.stop('the test is over');
});

/** Threads with little memory, so that it is soon used up. */
function keep() {
  const ended: string[] = [];
  const alive: Worker[] = [];
  const most = { alive: 0 };
  const thread = keepThread<AnsweringThread>({
    start() {
      const worker = new Worker(new URL('./answering-worker.ts', import.meta.url), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        resourceLimits: { maxOldGenerationSizeMb: 32 },
      });
      alive.push(worker);
      most.alive = Math.max(most.alive, alive.length);
      worker.on('exit', () => alive.splice(alive.indexOf(worker), 1));
      return worker;
    },
    failed: (reason, { hasEnded }) => new NocturneError(hasEnded ? 'thread-ended' : 'thread-failed', reason),
    isAlone: true,
    onEnded: (reason) => ended.push(reason),
  });
  kept.push(thread);
  return { thread, ended, most, alive };
}

const deaths: [Death, RegExp][] = [
  ['exit', /exit code 3/],
  ['error', /nobody foresaw it/],
  ['rejection', /nobody foresaw it/],
  ['memory', /memory/],
];

describe('a kept thread', () => {
  it.each(deaths)('takes the place of one that ended by %s, and tells why', async (way, why) => {
    const { thread, ended, most } = keep();
    const lives = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    const calls = [thread.call('dieOnce', { way, lives }), thread.call('untilCancelled', null)];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'thread-ended', message: why } });
    }
    const doubled = await Promise.all([1, 2, 3].map((value) => thread.call('double', value)));
    expect([doubled, thread.isRunning, most.alive]).toEqual([[2, 4, 6], true, 1]);
    expect(thread.ends).toEqual({ count: 1, last: expect.stringMatching(why) });
    expect(ended).toEqual([thread.ends.last]);
  });

  it.each(deaths)('asks again what may run twice when the thread ended by %s', async (way) => {
    const { thread } = keep();
    const lives = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    expect(await thread.call('dieOnce', { way, lives }, { again: true })).toBe('alive');
    expect(thread.ends.count).toBe(1);
  });

  it('asks once again and not for ever', async () => {
    const { thread } = keep();
    const lives = new Int32Array(new SharedArrayBuffer(4)).fill(9);
    const asked = thread.call('dieOnce', { way: 'exit', lives }, { again: true });
    await expect(asked).rejects.toMatchObject({ code: 'thread-ended' });
    expect([thread.ends.count, lives[0]]).toEqual([2, 7]);
  });

  it('does not ask again for somebody who went', async () => {
    const { thread } = keep();
    const patience = new AbortController();
    const asked = thread.call('untilCancelled', null, { again: true, signal: patience.signal });
    const lives = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    const died = thread.call('dieOnce', { way: 'exit', lives }).catch(() => patience.abort(new Error('gone')));
    await expect(asked).rejects.toThrow();
    await died;
    expect(thread.ends.count).toBe(1);
  });

  it('lets a caller go who waits no longer for a thread that can not end', async () => {
    const { thread, alive } = keep();
    const [seen, lives] = [new Int32Array(new SharedArrayBuffer(8)), new Int32Array(new SharedArrayBuffer(4)).fill(1)];
    const kept = thread.call('keptFor', { ms: 2 ** 30, seen });
    const died = thread.call('dieOnce', { way: 'error', lives });
    await Promise.allSettled([kept, died]);
    const patience = new AbortController();
    const late = thread.call('double', 1, { signal: patience.signal });
    patience.abort(new Error('called off'));
    await expect(late).rejects.toThrow('called off');
    expect(alive).toHaveLength(1);
    await alive[0]!.terminate();
    expect(await thread.call('double', 1)).toBe(2);
  });

  it('is told to start anew, and counts that as no end of its own', async () => {
    const { thread, ended, most } = keep();
    const hanging = thread.call('hang', undefined as never, { again: true }).catch(({ message }) => message);
    const restarted = thread.restart('it hangs');
    await restarted;
    // Asked again by the next thread, which hangs as well.
    await expect.poll(() => thread.isRunning).toBe(true);
    expect([thread.ends, ended, most.alive]).toEqual([{ count: 0, last: null }, [], 1]);
    await thread.stop('enough');
    expect(await hanging).toBe('enough');
  });

  it('starts no other when it was stopped, even in the middle of a change', async () => {
    const { thread, alive } = keep();
    const lives = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    const asked = thread.call('dieOnce', { way: 'error', lives }, { again: true }).catch(({ code }) => code);
    await expect(thread.call('untilCancelled', null)).rejects.toMatchObject({ code: 'thread-ended' });
    await thread.stop('enough');
    expect(await asked).toBe('thread-ended');
    await expect(thread.call('double', 1)).rejects.toMatchObject({ code: 'thread-ended' });
    expect(alive).toEqual([]);
  });
});
