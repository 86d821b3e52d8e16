import { describe, expect, it } from 'vitest';
import { createLabelledSpans } from '../../src/diagnosis/labelled-spans.ts';
import type { Label } from '../../src/domain/recording.ts';
import { topology } from './simulated.ts';

const label = (start: number, end: number, rest: Partial<Label> = {}): Label => ({
  start,
  end,
  device: 'Router-A',
  interface: 'eth1',
  cause: 'latency_spike',
  ...rest,
});

describe('labelled spans', () => {
  it('put the cause of a link at both its ends and the cause of a device at the device', () => {
    const spans = createLabelledSpans(
      [label(100, 200), label(100, 200, { device: 'AP-1', interface: null, cause: 'cpu_overload' })],
      topology,
      1_000,
    );
    expect(Object.fromEntries(spans.causesAt(150))).toEqual({
      'Router-A\teth1': 'latency_spike',
      'Router-B\tGigabitEthernet1': 'latency_spike',
      'AP-1\t': 'cpu_overload',
    });
    expect(spans.causes).toEqual(['latency_spike', 'cpu_overload']);
  });

  it('cover both their ends, and what comes soon after or just before is neither faulty nor ordinary', () => {
    const spans = createLabelledSpans([label(100, 200)], topology, 1_000);
    expect([99, 100, 200, 201].map((at) => spans.causesAt(at).size > 0)).toEqual([false, true, true, false]);
    expect([-14_901, -14_900, 99, 100, 201, 30_200, 30_201].map((at) => spans.isOrdinary(at))).toEqual([
      ...[true, false, false, false, false, false, true],
    ]);
  });

  it('have a longer end where readings come seldom', () => {
    const spans = createLabelledSpans([label(100, 200)], topology, 60_000);
    expect([150_200, 150_201].map((at) => spans.isOrdinary(at))).toEqual([false, true]);
  });

  it('are found where a long one covers many short ones', () => {
    const shorts = Array.from({ length: 50 }, (_, i) =>
      label(1000 + i * 100, 1010 + i * 100, { cause: 'packet_loss' }),
    );
    const spans = createLabelledSpans([...shorts, label(0, 10_000)], topology, 1_000);
    expect(spans.labelAt(9_999)).toBe(0);
    expect([...spans.causesAt(1_205).values()]).toEqual(['packet_loss', 'packet_loss']);
    expect([...spans.causesAt(9_000).values()]).toEqual(['latency_spike', 'latency_spike']);
    expect(spans.labelAt(10_001)).toBe(-1);
  });

  // A search through all of them for each moment would take far longer than a test may.
  it('are found among very many', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => label(i * 100_000, i * 100_000 + 20_000));
    const spans = createLabelledSpans(many, topology, 1_000);
    let ordinary = 0;
    for (let at = 0; at < 20_000 * 100_000; at += 10_000) if (spans.isOrdinary(at)) ordinary++;
    // Of ten moments five are faulty or soon after, one is just before the next label; before the first there is none.
    expect(ordinary).toBe(20_000 * 3 + 1);
  });

  it('takes no time for ordinary in which an unexplained fault acted, and no cause from it', () => {
    const spans = createLabelledSpans([label(100, 200)], topology, 1_000, [{ start: 500_000, end: 600_000 }]);
    expect([400_000, 550_000, 620_000, 700_000].map(spans.isOrdinary)).toEqual([true, false, false, true]);
    expect([spans.labelAt(550_000), spans.causesAt(550_000).size, spans.causes.length]).toEqual([-1, 0, 1]);
  });

  it('that nobody explained and that last leave the rest of the network ordinary after an hour, and their places not', () => {
    const hour = 3_600_000;
    const [own, other] = [
      { device: 'Router-A', interface: 'eth1' },
      { device: 'AP-1', interface: null },
    ];
    const open = { start: 0, end: 24 * hour };
    const ordinary = (places: { places?: (typeof own)[] }) =>
      [0.5, 1, 1.1, 20, 25].map((hours) => {
        const spans = createLabelledSpans([], topology, 1_000, [{ ...open, ...places }]);
        return [own, other].map((place) => (spans.isOrdinaryAt(place, hours * hour) ? 'o' : '-')).join('');
      });
    expect(ordinary({ places: [own] })).toEqual(['--', '--', '-o', '-o', 'oo']);
    // Of one whose places nobody knows, every place may be one.
    expect(ordinary({})).toEqual(['--', '--', '--', '--', 'oo']);
    const spans = createLabelledSpans([], topology, 1_000, [{ ...open, places: [own] }]);
    expect(spans.isOrdinary(20 * hour)).toBe(false);
  });
});
