import { describe, expect, it } from 'vitest';
import { createLanes } from '../../src/foundation/lanes.ts';

/** Work that ends when it is told to. */
function held<T>(value: T) {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { work: () => promise, end: () => resolve(value) };
}

const fail = () => Promise.reject(new Error('no'));

describe('lanes', () => {
  it('do one thing at a time in each, in order, and go on beside each other', async () => {
    const lanes = createLanes();
    const [slow, log] = [held('slow'), [] as string[]];
    const note = (word: string) => async () => void log.push(word);
    const first = lanes.run('a', slow.work);
    const second = lanes.run('a', note('a'));
    await lanes.run('b', note('b'));
    expect([log, lanes.size]).toEqual([['b'], 1]);
    slow.end();
    expect(await first).toBe('slow');
    await second;
    expect(log).toEqual(['b', 'a']);
  });

  it('go on after work that failed, at once or later, and hand its error to the caller only', async () => {
    const lanes = createLanes();
    const thrown = lanes.run('a', () => {
      throw new Error('at once');
    });
    const rejected = lanes.run('a', fail);
    const next = lanes.run('a', async () => 'done');
    await expect(thrown).rejects.toThrow('at once');
    await expect(rejected).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('leave nothing behind, however many there were', async () => {
    const lanes = createLanes();
    const work = Array.from({ length: 5_000 }, (_, i) => lanes.run(`lane ${i}`, i % 3 === 0 ? fail : async () => i));
    expect(lanes.size).toBe(5_000);
    await Promise.allSettled(work);
    expect(lanes.size).toBe(0);
  });

  it('can be used again after they were empty', async () => {
    const lanes = createLanes();
    for (const word of ['first', 'second']) expect(await lanes.run('a', async () => word)).toBe(word);
  });

  it('let work give up its place while it waits, and hold up nobody for it', async () => {
    const lanes = createLanes();
    const [slow, patience] = [held('slow'), new AbortController()];
    const first = lanes.run('a', slow.work);
    const impatient = lanes.run('a', async () => 'never', { signal: patience.signal });
    const last = lanes.run('a', async () => 'last');
    patience.abort(new Error('too long'));
    await expect(impatient).rejects.toThrow('too long');
    slow.end();
    expect([await first, await last, lanes.size]).toEqual(['slow', 'last', 0]);
    const late = lanes.run('b', async () => 'never', { signal: patience.signal });
    await expect(late).rejects.toThrow('too long');
    expect(lanes.size).toBe(0);
  });

  it('keep the lane of work that runs until it has ended, whatever its signal says', async () => {
    const lanes = createLanes();
    const [slow, patience, log] = [held('slow'), new AbortController(), [] as string[]];
    const first = lanes.run('a', slow.work, { signal: patience.signal });
    const second = lanes.run('a', async () => log.push('second'));
    await lanes.run('b', async () => patience.abort(new Error('too long')));
    const idle = lanes.idle().then(() => log.push('idle'));
    await lanes.run('b', async () => undefined);
    expect(log).toEqual([]);
    slow.end();
    expect(await first).toBe('slow');
    await Promise.all([second, idle]);
    expect([log, lanes.size]).toEqual([['second', 'idle'], 0]);
  });

  it.each(['runs', 'has just ended', 'is left by its last piece', 'was left before it began'])(
    'lose and overlap nothing that is asked for while the last piece of a lane %s',
    async (when) => {
      const lanes = createLanes();
      const [log, patience] = [[] as string[], new AbortController()];
      let running = 0;
      const piece = (word: string) => async () => {
        expect(++running).toBe(1);
        await Promise.resolve();
        running -= 1;
        log.push(word);
      };
      let next: Promise<void> | undefined;
      const ask = (): Promise<void> => (next = lanes.run('a', piece('next')));
      if (when === 'runs') await lanes.run('a', async () => void ask());
      if (when === 'has just ended') await lanes.run('a', piece('last')).then(() => void ask());
      if (when === 'is left by its last piece') {
        void lanes.run('a', piece('before'));
        const left = lanes.run('a', piece('never'), { signal: patience.signal }).catch(() => void ask());
        patience.abort();
        await left;
      }
      if (when === 'was left before it began') {
        await lanes.run('a', piece('never'), { signal: AbortSignal.abort() }).catch(() => void ask());
      }
      await lanes.idle();
      await next;
      expect([log.at(-1), log.includes('never'), lanes.size]).toEqual(['next', false, 0]);
    },
  );

  it('are idle when all has ended, also what was asked for in the meantime', async () => {
    const lanes = createLanes();
    const [a, b, log] = [held(1), held(2), [] as string[]];
    void lanes.run('a', async () => {
      await a.work();
      void lanes.run('b', b.work).then(() => log.push('b'));
    });
    const idle = lanes.idle().then(() => log.push('idle'));
    a.end();
    await lanes.run('c', async () => undefined);
    expect(log).toEqual([]);
    b.end();
    await idle;
    expect(log).toEqual(['b', 'idle']);
    await lanes.idle();
  });
});
