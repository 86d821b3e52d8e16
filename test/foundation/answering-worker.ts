import { NocturneError } from '../../src/errors.ts';
import { type CallContext, serveCalls } from '../../src/foundation/thread-calls.ts';

/** Functions of a thread that a test calls. */
const functions = {
  double: (value: number) => 2 * value,
  async count(to: number, { progress }: CallContext) {
    for (let i = 1; i <= to; i++) progress(i);
    return 'counted';
  },
  refuse(code: string) {
    throw new NocturneError(code, 'it was refused', { hint: 'ask again', retryable: true });
  },
  stumble() {
    throw new TypeError('nobody foresaw it');
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
};

export type AnsweringThread = typeof functions;

serveCalls(functions);
