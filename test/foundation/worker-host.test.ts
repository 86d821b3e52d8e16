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

  it('keeps the process only while a call waits', async () => {
    const { host, thread } = start();
    const [ref, unref] = [vi.spyOn(thread, 'ref'), vi.spyOn(thread, 'unref')];
    const answers = [host.call('double', 1), host.call('double', 2)];
    expect(unref).not.toHaveBeenCalled();
    await Promise.all(answers);
    expect([ref.mock.calls.length, unref.mock.calls.length]).toEqual([2, 1]);
  });
});
