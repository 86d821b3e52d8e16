import { describe, expect, it } from 'vitest';
import { formatResults } from '../../../bench/commands/crash-points.ts';
import { type CrashResult, runCrashPoints } from '../../../bench/crash/run-crash-points.ts';

const drain = ['Router-A> ip ospf cost 1000', 'Router-B> ip ospf cost 1000'];
const back = 'Router-A> ip ospf cost 10';

describe('a process that is killed while it carries out a plan', () => {
  it('leaves a plan that the next one ends, with every line sent at most once', async () => {
    const points = ['before lock', 'after Router-A> ip ospf cost 1000', 'after confirm', 'before audit'];
    const results = await runCrashPoints({ only: (name) => points.includes(name) });
    const ended = (more: Partial<CrashResult>) => ({ configuration: 'changed', auditOk: true, ...more });
    expect(results).toMatchObject([
      ended({ point: points[0], choice: null, end: 'verified', changeLines: drain }),
      ended({
        ...{ point: points[1], choice: 'roll-back', end: 'rolled-back', configuration: 'as before' },
        changeLines: [drain[0]!, back],
      }),
      ended({ point: points[1], choice: 'continue', end: 'verified', changeLines: drain }),
      ended({ point: points[2], choice: null, end: 'verified', changeLines: drain }),
      ended({ point: points[3], choice: null, end: 'verified', changeLines: drain }),
    ]);
    for (const { changeLines } of results) expect(new Set(changeLines).size).toBe(changeLines.length);
    expect(formatResults(results).split('\n')[2]).toMatch(/^\| before lock \| verified \| is not asked \| verified \|/);
  });
});
