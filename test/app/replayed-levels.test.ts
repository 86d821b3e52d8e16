import { describe, expect, it } from 'vitest';
import { createReplayedLevels } from '../../src/app/replay/replayed-levels.ts';
import { madeHistory, minuteMs, noon } from '../risks/made-risks.ts';

const places = [
  { device: 'Switch-2', interface: null },
  { device: 'Router-A', interface: 'eth1' },
];
const reads = (device: string, at: number) => (device === 'Switch-2' ? 40 : 10) + ((at / minuteMs) % 7);

describe('levels of a replay', () => {
  it('are those of a history, place by place, whole buckets or cut ones', async () => {
    const levels = createReplayedLevels(['cpu_pct']);
    for (let at = noon; at < noon + 3 * 60 * minuteMs; at += minuteMs)
      levels.take(
        places.flatMap((place) => [
          { ...place, at, metric: 'cpu_pct', value: reads(place.device, at) },
          { ...place, at, metric: 'latency_ms', value: 1 },
        ]),
      );
    const made = madeHistory(places, ({ device }, _metric, at) =>
      at < noon + 3 * 60 * minuteMs ? reads(device, at) : null,
    );
    const span = { metric: 'cpu_pct', from: noon + 7 * minuteMs, to: noon + 93 * minuteMs };
    for (const asked of [span, { ...span, place: places[1]! }])
      for (const bucket of ['five-minutes', 'hour'] as const) {
        const [own, wanted] = [await levels.history.rollUp(asked, bucket), await made.rollUp(asked, bucket)];
        if (own.outcome !== 'ok' || wanted.outcome !== 'ok') throw new Error('no answer');
        const told = (answer: typeof own) =>
          answer.series.map(({ place, at, mean, max }) => ({ place, at, mean, max }));
        expect(told(own)).toEqual(told(wanted));
      }
    expect(await levels.history.rollUp({ ...span, metric: 'latency_ms' }, 'hour')).toEqual({ outcome: 'no-data' });
    expect(await levels.history.rollUp({ ...span, place: { device: 'AP-3', interface: null } }, 'hour')).toEqual({
      outcome: 'no-data',
    });
  });

  it('forgets what is older than is looked at', async () => {
    const levels = createReplayedLevels(['cpu_pct']);
    for (let hour = 0; hour < 30; hour++)
      levels.take([{ ...places[0]!, at: noon + hour * 60 * minuteMs, metric: 'cpu_pct', value: hour }]);
    const all = await levels.history.rollUp({ from: 0, to: Number.POSITIVE_INFINITY }, 'hour');
    if (all.outcome !== 'ok') throw new Error('no answer');
    expect(all.series[0]!.at.length).toBeLessThanOrEqual(10);
    expect(all.series[0]!.max.at(-1)).toBe(29);
  });
});
