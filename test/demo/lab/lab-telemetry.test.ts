import { describe, expect, it } from 'vitest';
import { agentQuestion, parseAgentAnswer } from '../../../demo/lab/telemetry/agent-answer.ts';
import { createPingWindow, parsePing } from '../../../demo/lab/telemetry/pings.ts';
import { parsePortCounters } from '../../../demo/lab/telemetry/port-counters.ts';
import { createBusyShare, createRate } from '../../../demo/lab/telemetry/rates.ts';
import { formatReading } from '../../../demo/network/telemetry/line-protocol.ts';

describe('pings', () => {
  it.each([
    [
      '[1796060431.500] 10.0.0.12  : [3], 64 bytes, 4.27 ms (4.24 avg, 0% loss)',
      { target: '10.0.0.12', sequence: 3, at: 1_796_060_431_500, rttMs: 4.27 },
    ],
    ['[1796060431.500] 10.0.100.2 : [10], timed out (4.24 avg, 9% loss)', null],
    ['ICMP Host Unreachable from 10.0.100.1 for ICMP Echo sent to 10.0.0.12', null],
    ['', null],
  ])('reads %j', (line, answer) => expect(parsePing(line)).toEqual(answer));

  /** Pings every 100 ms from 0 on; `rtt` says what becomes of each. */
  function played(until: number, rtt: (sequence: number) => number | null) {
    const window = createPingWindow(0);
    for (let sequence = 0; sequence * 100 < until; sequence++) {
      const rttMs = rtt(sequence);
      const at = sequence * 100 + (rttMs ?? 0);
      if (rttMs !== null && at <= until) window.hear({ target: 'x', sequence, at, rttMs });
    }
    return window.read(until);
  }

  it('tells of nothing before the first ping can be back', () => {
    expect(createPingWindow(0).read(400)).toEqual({ latencyMs: null, jitterMs: null, packetLossPct: null });
  });

  it.each([
    ['all come back', () => 4, 0],
    ['every second one is lost', (n: number) => (n % 2 === 0 ? 4 : null), 50],
    ['none ever came back', () => null, 100],
    ['they stopped coming back 4 s ago', (n: number) => (n < 60 ? 4 : null), 100],
    ['a ping takes more than half a second', () => 600, 100],
    ['nothing came in the beginning', (n: number) => (n > 50 ? 4 : null), 0],
  ])('counts what never came back: %s', (_, rtt, loss) => {
    expect(played(10_000, rtt).packetLossPct).toBeCloseTo(loss);
  });

  it('takes the median of the last second', () => {
    const { latencyMs, jitterMs } = played(10_000, (n) => (n === 95 ? 90 : n < 90 ? 200 : n % 2 === 0 ? 4 : 6));
    expect(latencyMs).toBe(6);
    expect(jitterMs).toBeGreaterThan(2);
  });

  it('does not count an answer twice, nor one that is still on its way', () => {
    const window = createPingWindow(0);
    for (const sequence of [0, 1, 1, 2]) window.hear({ target: 'x', sequence, at: sequence * 100 + 4, rttMs: 4 });
    expect(window.read(700)).toMatchObject({ packetLossPct: 0 });
  });
});

describe('what the agent says', () => {
  const text = [
    '.1.3.6.1.4.1.2021.4.5.0 262144',
    '.1.3.6.1.4.1.2021.4.6.0 239029',
    '.1.3.6.1.4.1.2021.11.50.0 30',
    '.1.3.6.1.4.1.2021.11.51.0 0',
    '.1.3.6.1.4.1.2021.11.52.0 20',
    '.1.3.6.1.4.1.2021.11.53.0 950',
    '.1.3.6.1.2.1.31.1.1.1.1.3 "eth1"',
    '.1.3.6.1.2.1.2.2.1.8.3 1',
    '.1.3.6.1.2.1.2.2.1.14.3 2',
    '.1.3.6.1.2.1.31.1.1.1.7.3 80',
    '.1.3.6.1.2.1.31.1.1.1.6.3 3036',
    '.1.3.6.1.2.1.31.1.1.1.1.4 "eth2"',
    '.1.3.6.1.2.1.2.2.1.8.4 2',
    // Rows behind the end of a table are those of the next.
    '.1.3.6.1.2.1.31.1.1.1.2.3 17',
  ].join('\n');

  it('gives processor, memory and ports', () => {
    expect(parseAgentAnswer(text)).toEqual({
      ticks: { busy: 50, idle: 950 },
      memory: { totalKb: 262_144, freeKb: 239_029 },
      ports: {
        eth1: { up: true, inOctets: 3036, inPackets: 80, inErrors: 2 },
        eth2: { up: false, inOctets: 0, inPackets: 0, inErrors: 0 },
      },
    });
  });

  it('is nothing where the agent tells of nothing', () => {
    expect(parseAgentAnswer('Timeout: No Response from 10.255.0.11.')).toEqual({
      ticks: null,
      memory: null,
      ports: {},
    });
  });

  it('is asked for once, with every column', () => {
    const [program, ...words] = agentQuestion('10.255.0.11');
    expect(program).toBe('snmpbulkget');
    expect(words.filter((word) => /^1\.3\.6/.test(word))).toHaveLength(11);
  });
});

describe('rates of counters that are renewed every few seconds', () => {
  it('holds the rate while the same number comes again, and is none when nothing flows any more', () => {
    const rate = createRate();
    const heard = [0, 0, 0, 3000, 3000, 3000, 6000].map((count, second) => {
      rate.hear(count, second * 1000);
      return rate.read(second * 1000);
    });
    expect(heard).toEqual([null, null, null, 1000, 1000, 1000, 1000]);
    for (let second = 7; second < 12; second++) rate.hear(6000, second * 1000);
    expect(rate.read(11_000)).toBe(0);
  });

  it('knows nothing when the agent is silent or begins anew', () => {
    const rate = createRate();
    rate.hear(0, 0);
    rate.hear(1000, 1000);
    expect(rate.read(9000)).toBeNull();
    rate.hear(10, 9500);
    expect(rate.read(9500)).toBeNull();
  });

  it('gives the busy share of the processor between two renewals', () => {
    const cpu = createBusyShare();
    cpu.hear({ busy: 0, idle: 0 }, 0);
    expect(cpu.read(0)).toBeNull();
    cpu.hear({ busy: 0, idle: 0 }, 1000);
    cpu.hear({ busy: 100, idle: 400 }, 5000);
    cpu.hear({ busy: 100, idle: 400 }, 6000);
    expect(cpu.read(6000)).toBe(20);
    expect(cpu.read(20_000)).toBeNull();
  });
});

describe('counters of the kernel', () => {
  it('reads ports with and without room behind the colon', () => {
    const text = [
      'Inter-|   Receive                            |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '    lo:     0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
      '  eth1:123456789 20 0 0 0 0 0 0 4567 30 0 9 0 0 0 0',
    ].join('\n');
    expect(parsePortCounters(text)).toEqual({
      lo: { receivedBytes: 0, sentBytes: 0, sentDropped: 0 },
      eth1: { receivedBytes: 123_456_789, sentBytes: 4567, sentDropped: 9 },
    });
  });
});

describe('what the product is told', () => {
  const nothing = { latencyMs: null, jitterMs: null, packetLossPct: null };
  const port = {
    interface: 'eth1',
    ...nothing,
    bandwidthMbps: 50,
    receivedMbps: null,
    errorRatePct: null,
    operUp: null,
  };
  const reading = {
    device: 'AP-1',
    silent: false,
    cpuPct: null,
    memoryPct: null,
    service: nothing,
    interfaces: [port],
  };

  it('leaves out what is not known, and a line without a value', () => {
    expect(formatReading(reading, 5)).toEqual(['interface,device=AP-1,interface=eth1 bandwidth_mbps=50 5']);
    expect(formatReading({ ...reading, interfaces: [] }, 5)).toEqual([]);
    const down = formatReading({ ...reading, memoryPct: 8, interfaces: [{ ...port, operUp: false }] }, 5);
    expect(down).toEqual([
      'device,device=AP-1 memory_pct=8 5',
      'interface,device=AP-1,interface=eth1 bandwidth_mbps=50,throughput_mbps=0,oper_up=0 5',
    ]);
  });
});
