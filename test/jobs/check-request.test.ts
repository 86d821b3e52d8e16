import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { checkRequest } from '../../src/jobs/queue/check-request.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { plainJob } from './plain-job.ts';

const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => JSON.stringify(value) === JSON.stringify(structuredClone(value)));
const payload = fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), json).map((entries) => ({ ...entries }));
const at = fc.double({ min: -1e15, max: 1e15, noNaN: true });
const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const anyPayload = plainJob('job').payload;
const request = fc.record({ job: fc.constant('job'), payload, at, key });

describe('a request for a job', () => {
  test('comes out with a whole moment, never earlier than it was asked for and at most 1 ms later', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const checked = checkRequest(asked, anyPayload);
        expect(Number.isInteger(checked.at)).toBe(true);
        expect(checked.at - asked.at).toBeGreaterThanOrEqual(0);
        expect(checked.at - asked.at).toBeLessThanOrEqual(1);
        expect(checked.payload).toEqual(asked.payload);
      }),
    );
  });

  const noJson = fc.constantFrom<unknown>(
    ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol('s'), new Date(0), new Map(), /x/],
    ...['a\0b', '\ud800', new (class Plan {})(), [undefined, 1]],
  );
  const wrong = fc.oneof(
    fc.record({
      at: fc.constantFrom<unknown>(
        Number.NaN,
        Number.POSITIVE_INFINITY,
        -Number.POSITIVE_INFINITY,
        1e300,
        '1',
        null,
        undefined,
        1n,
      ),
    }),
    fc.record({ key: fc.constantFrom<unknown>('', 'a\0', '\udfff', 'k'.repeat(501), undefined, 7) }),
    fc.record({ payload: fc.constantFrom<unknown>(null, 'text', 7, [], undefined) }),
    fc.record({ payload: fc.record({ deep: fc.record({ list: fc.tuple(json, noJson) }) }) }),
  );

  test('that the store would refuse or change is refused with a code', () => {
    fc.assert(
      fc.property(request, wrong, (asked, change) => {
        let thrown: unknown;
        try {
          checkRequest({ ...asked, ...change } as never, anyPayload);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(NocturneError);
        expect(thrown).toMatchObject({ code: 'job-request-invalid', retryable: false });
      }),
    );
  });
});

describe('the queue', () => {
  const store = useStore();

  test('takes every legal request, fractions of a millisecond included, and refuses the others before they reach the store', async () => {
    const queue = await createQueue({ pool: store().pool, prefix: 'test-requests', log: silentLog, clock: () => 0.25 });
    queue.define(plainJob('job'), undefined);
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        await queue.later('job', asked.payload, { at: Math.abs(asked.at) % 1e12, key: asked.key });
      }),
      { numRuns: 30 },
    );
    const code = { code: 'job-request-invalid' };
    await expect(queue.later('job', {}, { at: Number.NaN, key: 'a' })).rejects.toMatchObject(code);
    await expect(queue.schedule('s', 'job', { everyMs: 50 }, { at: new Date(0) })).rejects.toMatchObject(code);
    await queue.close();
  });
});
