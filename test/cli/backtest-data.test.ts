import { describe, expect, it } from 'vitest';
import { describeStored } from '../../src/cli/backtest-history.ts';
import { runCli } from './run-cli.ts';

const at = Date.UTC(2026, 10, 23);
const recorded = {
  folder: '',
  samples: 90,
  first: at,
  last: at + 3_600_000,
  gaps: [],
  incidents: 3,
  labels: 1,
  unconfirmed: 0,
};

describe('what a backtest judges', () => {
  it.each(['detection', 'causes', 'forecast'])('is one thing: %s', async (kind) => {
    const none = await runCli('backtest', kind);
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/Say what to judge .*--history <time>/)]);
    const two = await runCli('backtest', kind, 'a.csv', '--history', '7d');
    expect([two.code, two.stderr]).toEqual([1, expect.stringContaining('a.csv and --history are two things to judge')]);
    const precision = await runCli('backtest', kind, '--history', '7d', '--precision', 's');
    expect([precision.code, precision.stderr]).toEqual([1, expect.stringContaining('--precision is for recordings')]);
    const odd = await runCli('backtest', kind, '--history', 'soon');
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('30m, 24h or 7d')]);
  });

  it('says what of the stored telemetry it is, and what counts as no fault', () => {
    expect(describeStored(recorded)).toEqual([
      'stored telemetry from 2026-11-23T00:00:00Z to 2026-11-23T01:00:00Z: 90 samples, 1 label',
    ]);
    const more = describeStored({ ...recorded, gaps: [{ from: at, to: at + 60_000 }], unconfirmed: 2 });
    expect(more.slice(1)).toEqual([
      'nothing was stored in 1 gap',
      '2 incidents without a confirmed cause: no label, so alarms there count as false. Say in Slack what they were.',
    ]);
  });
});
