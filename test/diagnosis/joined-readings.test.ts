import { describe, expect, it } from 'vitest';
import { createJoinedReadings } from '../../src/diagnosis/joined-readings.ts';
import type { Reading } from '../../src/domain/reading.ts';

const place = { device: 'core1', interface: null };
const snmp = ['cpu_pct', 'memory_pct'];
const ping = ['latency_ms', 'packet_loss_pct'];

/** `snmp 0.2` is a reading of SNMP after 0.2 seconds; each value is the time. */
function readingOf(text: string): Reading {
  const [sender, seconds = ''] = text.split(' ');
  const metrics = { snmp, ping, lossOnly: ['packet_loss_pct'], all: [...snmp, ...ping], slow: ['temperature'] }[
    sender!
  ]!;
  const at = Math.round(Number(seconds) * 1000);
  return { place, at, values: new Map(metrics.map((metric) => [metric, at])) };
}

/** What is answered to each reading: `-` for nothing, else the metrics and the time. */
function play(texts: readonly string[]): string[] {
  const joined = createJoinedReadings(10);
  return texts.map((text) => {
    const whole = joined.join(readingOf(text));
    return whole ? `${whole.values.size} at ${whole.at / 1000}` : '-';
  });
}

const rounds = (count: number, senders: Record<string, number>, everySeconds = 10) =>
  Array.from({ length: count }, (_, i) =>
    Object.entries(senders).map(([sender, after]) => `${sender} ${i * everySeconds + after}`),
  ).flat();

describe('readings of one place', () => {
  it.each([10, 60, 200])('of two senders each %d seconds become one a round, at the later of their times', (every) => {
    const answers = play(rounds(6, { snmp: 0.2, ping: 4 }, every));
    // Two rounds show that both come again.
    expect(answers.slice(4)).toEqual([2, 3, 4, 5].flatMap((i) => ['-', `4 at ${i * every + 4}`]));
  });

  it.each([['all'], ['snmp'], ['lossOnly']])('of one sender (%s) are answered at once', (sender) => {
    const answers = play(rounds(6, { [sender]: 0 }));
    expect(answers).not.toContain('-');
    expect(answers).toHaveLength(6);
  });

  it('may be delivered in either order', () => {
    const texts = [0, 10, 20, 30].flatMap((after) => [`ping ${after + 4}`, `snmp ${after + 0.2}`]);
    expect(play(texts).slice(-4)).toEqual(['-', '4 at 24', '-', '4 at 34']);
  });

  it('go on alone when a sender misses a round, and join again after it', () => {
    const texts = [...rounds(3, { snmp: 0.2, ping: 4 }), 'ping 34', 'snmp 40.2', 'ping 44'];
    expect(play(texts).slice(-3)).toEqual(['2 at 34', '-', '4 at 44']);
  });

  it('are not held up by a sender that is gone, and none is lost but by the round in which it was waited for', () => {
    const answers = play([...rounds(3, { snmp: 0.2, ping: 4 }), ...[3, 4, 5, 6].map((i) => `snmp ${10 * i}`)]);
    expect(answers.slice(-4)).toEqual(['-', '2 at 40', '2 at 50', '2 at 60']);
  });

  it('do not wait for a sender that comes every sixth time', () => {
    const fast = Array.from({ length: 18 }, (_, i) => [
      `all ${10 * i}`,
      ...(i % 6 === 0 ? [`slow ${10 * i + 1}`] : []),
    ]);
    expect(play(fast.flat())).not.toContain('-');
  });

  it('count as of one sender when one of its metrics is missing', () => {
    const texts = [...rounds(3, { snmp: 0.2, ping: 4 }), 'snmp 30.2', 'lossOnly 34'];
    expect(play(texts).slice(-2)).toEqual(['-', '3 at 34']);
  });

  it('are not joined with what is older than five minutes', () => {
    const texts = [...rounds(3, { snmp: 0.2, ping: 4 }), 'snmp 30.2', 'ping 400'];
    expect(play(texts).slice(-2)).toEqual(['-', '2 at 400']);
  });
});
