import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { startThread, startWorkerHost, type WorkerHost } from '../../src/foundation/worker-host.ts';
import type { AnsweringThread } from './answering-worker.ts';

const hosts: WorkerHost<AnsweringThread>[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop('the test is over');
});

function start() {
  const failed = (reason: string, { hasEnded }: { hasEnded: boolean }) =>
    new NocturneError(hasEnded ? 'thread-ended' : 'thread-failed', reason);
  const thread = startThread('answering-worker', import.meta.url);
  const host = startWorkerHost<AnsweringThread>(thread, failed);
  hosts.push(host);
  return { host, thread };
}

describe('a worker host', () => {
  it('answers many calls at once, each with its own answer', async () => {
    const { host } = start();
    const values = Array.from({ length: 100 }, (_, i) => i);
    const answers = await Promise.all(values.map((value) => host.call('double', value)));
    expect(answers).toEqual(values.map((value) => 2 * value));
  });

  it('tells progress to the call that it belongs to, in order', async () => {
    const { host } = start();
    const heard: unknown[] = [];
    const other: unknown[] = [];
    const counted = host.call('count', 3, { onProgress: (value) => heard.push(value) });
    const both = [counted, host.call('count', 2, { onProgress: (value) => other.push(value) })];
    expect([await Promise.all(both), heard, other]).toEqual([
      ['counted', 'counted'],
      [1, 2, 3],
      [1, 2],
    ]);
  });

  it('hands coded errors on as they are, and gives a code to the others', async () => {
    const { host } = start();
    const refused = { code: 'too-late', message: 'it was refused', hint: 'ask again', retryable: true };
    await expect(host.call('refuse', 'too-late')).rejects.toMatchObject(refused);
    const stumbled = { code: 'thread-failed', message: 'nobody foresaw it' };
    await expect(host.call('stumble', undefined as never)).rejects.toMatchObject(stumbled);
    expect(await host.call('double', 1)).toBe(2);
  });

  it('lets a caller go at once who waits no longer, and tells the function', async () => {
    const { host } = start();
    const patience = new AbortController();
    const cancelled = host.call('untilCancelled', null, { signal: patience.signal });
    const late = host.call('untilCancelled', null, { signal: AbortSignal.abort(new Error('too late')) });
    await expect(late).rejects.toThrow('too late');
    patience.abort(new Error('called off'));
    await expect(cancelled).rejects.toThrow('called off');
    expect(await host.call('double', 4)).toBe(8);
  });

  it('fails every call when it is stopped, also one that hangs', async () => {
    const { host } = start();
    const calls = [host.call('hang', undefined as never), host.call('double', 1)];
    const outcomes = Promise.allSettled(calls);
    await host.stop('enough');
    const ended = { status: 'rejected', reason: expect.objectContaining({ code: 'thread-ended', message: 'enough' }) };
    expect(await outcomes).toEqual([ended, ended]);
    expect(host.isRunning).toBe(false);
    await expect(host.call('double', 1)).rejects.toMatchObject({ code: 'thread-ended' });
  });

  it('fails what waits when the thread dies', async () => {
    const { host } = start();
    await expect(host.call('die', 3)).rejects.toMatchObject({ code: 'thread-ended', message: /exit code 3/ });
    expect(host.isRunning).toBe(false);
  });

  it('refuses an order that can not be copied, and does not keep the process for it', async () => {
    const { host, thread } = start();
    const ref = vi.spyOn(thread, 'ref');
    await expect(host.call('double', (() => 1) as never)).rejects.toThrow(/could not be cloned/);
    expect(ref).not.toHaveBeenCalled();
    expect(await host.call('double', 2)).toBe(4);
  });

  it('lets nobody hear of progress who went', async () => {
    const { host } = start();
    const patience = new AbortController();
    let heard = 0;
    const onProgress = () => {
      heard += 1;
      patience.abort();
    };
    await expect(host.call('tick', null, { signal: patience.signal, onProgress })).rejects.toThrow();
    await host.call('count', 50);
    expect(heard).toBe(1);
  });

  it('ends the thread when the work that it keeps is over, and begins no more', async () => {
    const { host, thread } = start();
    const seen = new Int32Array(new SharedArrayBuffer(8));
    const calls = [0, 1, 2].map(() => host.call('keptFor', { ms: 100, seen }));
    const outcomes = Promise.allSettled(calls);
    await host.call('double', 1);
    const late = host.call('keptFor', { ms: 100, seen }).catch(({ message }) => message);
    const stopped = host.stop('enough');
    expect([await late, (await outcomes).map(({ status }) => status)]).toEqual(['enough', Array(3).fill('rejected')]);
    const unref = vi.spyOn(thread, 'unref');
    await stopped;
    // The late answers must not let go of the process before the thread is gone.
    expect(unref).not.toHaveBeenCalled();
    expect([...seen]).toEqual([seen[0], seen[0]]);
    expect(seen[0]).toBeGreaterThanOrEqual(3);
  });

  it('waits for kept work that never ends no longer than it is told to, and does not hold up the process then', async () => {
    const { host, thread } = start();
    const unref = vi.spyOn(thread, 'unref');
    const patience = new AbortController();
    const seen = new Int32Array(new SharedArrayBuffer(8));
    const call = host.call('keptFor', { ms: 2 ** 30, seen }).catch(({ message }) => message);
    await host.call('double', 1);
    const stopped = host.stop('enough', patience.signal);
    expect(await call).toBe('enough');
    patience.abort();
    await stopped;
    expect([unref.mock.calls.length > 0, host.isRunning]).toEqual([true, false]);
    await thread.terminate();
  });

  it.each(['stop', 'exit', 'idle'])(
    'lets the thread load its modules first when the process ends early by %s',
    (way) => {
      const file = fileURLToPath(new URL('./end-early.ts', import.meta.url));
      const { status, signal, stderr } = spawnSync(process.execPath, [file, way], { encoding: 'utf8' });
      expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
    },
  );

  it('keeps the process only while a call waits', async () => {
    const { host, thread } = start();
    const [ref, unref] = [vi.spyOn(thread, 'ref'), vi.spyOn(thread, 'unref')];
    const answers = [host.call('double', 1), host.call('double', 2)];
    expect(unref).not.toHaveBeenCalled();
    await Promise.all(answers);
    expect([ref.mock.calls.length, unref.mock.calls.length]).toEqual([2, 1]);
  });
});
