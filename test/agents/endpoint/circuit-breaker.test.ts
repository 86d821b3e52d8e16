import { expect, test } from 'vitest';
import { createCircuitBreaker } from '../../../src/agents/endpoint/circuit-breaker.ts';

function createBench() {
  let now = 1_000_000;
  const breaker = createCircuitBreaker(() => now);
  const mayEnter = () => {
    try {
      return breaker.enter();
    } catch (error) {
      expect(error).toMatchObject({ code: 'model-endpoint-resting', message: 'it failed before: no answer' });
      return null;
    }
  };
  return {
    ...{ breaker, mayEnter },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('after a failure the endpoint rests, and each further failure doubles the rest up to ten minutes', () => {
  const { breaker, mayEnter, pass } = createBench();
  for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
    mayEnter()!.failed('no answer');
    pass(seconds * 1000 - 1);
    expect(mayEnter()).toBeNull();
    expect(breaker.state()).toMatchObject({ state: 'resting', reason: 'no answer', since: 1_000_000 });
    pass(1);
  }
});

test('after a rest one request tries, the others wait for its end', () => {
  const { breaker, mayEnter, pass } = createBench();
  mayEnter()!.failed('no answer');
  pass(30_000);
  const trial = mayEnter()!;
  expect([mayEnter(), mayEnter()]).toEqual([null, null]);
  trial.worked();
  expect(breaker.state()).toEqual({ state: 'working' });
  mayEnter()!.failed('no answer');
  pass(30_000);
  expect(mayEnter()).not.toBeNull();
});

test('a failure calls off all that wait, once', () => {
  const { breaker, mayEnter, pass } = createBench();
  const leaves = [mayEnter()!, mayEnter()!, mayEnter()!];
  leaves[0]!.failed('no answer');
  expect(leaves.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  leaves[1]!.failed('called off');
  leaves[2]!.worked();
  expect(breaker.state()).toMatchObject({ state: 'resting', reason: 'no answer', nextTryAt: 1_030_000 });
  pass(30_000);
  expect(mayEnter()!.signal.aborted).toBe(false);
});

test('a clock that is set back ends the rest rather than lengthen it', () => {
  const { mayEnter, pass } = createBench();
  mayEnter()!.failed('no answer');
  pass(-3_600_000);
  expect(mayEnter()).not.toBeNull();
});
