import { setTimeout as sleep } from 'node:timers/promises';
import { NocturneError } from '../../src/errors.ts';
import { type CallContext, serveCalls } from '../../src/foundation/thread-calls.ts';

/** How a thread ends that nobody stopped. */
const deaths = {
  exit: () => process.exit(3),
  error: () => setImmediate(() => fail()),
  rejection: () => void Promise.reject(new Error('nobody foresaw it')),
  memory() {
    for (const all: number[][] = []; ; ) all.push(new Array(1000).fill(1));
  },
};

function fail(): never {
  throw new Error('nobody foresaw it');
}

/** Functions of a thread that a test calls. */
const functions = {
  double: (value: number) => 2 * value,
  async count(to: number, { progress }: CallContext<number>) {
    for (let i = 1; i <= to; i++) progress(i);
    return 'counted';
  },
  refuse(code: string) {
    throw new NocturneError(code, 'it was refused', { hint: 'ask again', retryable: true });
  },
  stumble() {
    throw new TypeError('nobody foresaw it');
  },
  /** Tells its progress for ever, also to who went. */
  tick(_: null, { progress }: CallContext<string>) {
    setInterval(() => progress('tick'), 1).unref();
    return new Promise<void>(() => undefined);
  },
  untilCancelled: (_: null, { signal }: CallContext) =>
    new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('cancelled'))),
  /** Nothing that is asked for now or later is answered. */
  hang() {
    for (;;);
  },
  die(code: number) {
    process.exit(code);
  },
  /** Dies once, however often it is asked: `lives` is shared with the threads that take the place of this one. */
  dieOnce({ way, lives }: { way: keyof typeof deaths; lives: Int32Array<SharedArrayBuffer> }) {
    if (Atomics.sub(lives, 0, 1) <= 0) return 'alive';
    deaths[way]();
    return new Promise<string>(() => undefined);
  },
  /** Counts up in `seen` when it begins and when it has ended. */
  keptFor: ({ ms, seen }: { ms: number; seen: Int32Array<SharedArrayBuffer> }, { keep }: CallContext) =>
    keep(async () => {
      Atomics.add(seen, 0, 1);
      await sleep(ms);
      Atomics.add(seen, 1, 1);
    }),
};

export type Death = keyof typeof deaths;
export type AnsweringThread = typeof functions;

serveCalls(functions);
