import { describe, expect, it } from 'vitest';
import { completeMinute, fitCoreContext } from '../../../bench/kddi/core-context.ts';
import { measurePorts } from '../../../bench/kddi/port-balances.ts';

const layout = {
  ports: [
    { device: 'A', interface: 'g1', link: 'ab', peer: 1 },
    { device: 'B', interface: 'g1', link: 'ab', peer: 0 },
  ],
  devices: ['A', 'B'],
  sessions: [],
};

/** Eight packets in a minute on both ends, of which the file keeps two digits. */
const minute = (inPps: number[], outPps: number[]) => ({
  time: '2020-01-01T00:00:00',
  adminUp: Float64Array.of(1, 1),
  rxPps: Float64Array.of(0, 0),
  txPps: Float64Array.of(0, 0),
  inPps: Float64Array.from(inPps),
  outPps: Float64Array.from(outPps),
  cpu: Float64Array.of(50, 50),
  prefixes: new Float64Array(0),
});

describe('the balance of a quiet link', () => {
  const context = fitCoreContext([minute([0.13, 0.13], [0.13, 0.13])], layout);
  const lostPackets = (inPps: number[], outPps: number[]) =>
    measurePorts(completeMinute(minute(inPps, outPps), context)!, context).lostIn.map((pps) => pps * 60);

  it('is nothing when two digits of the same count differ', () => {
    expect([...lostPackets([0.13, 0.14], [0.13, 0.13])]).toEqual([0, 0]);
  });

  it('is one whole packet when one is missing', () => {
    const [atA, atB] = lostPackets([0.13, 0.12], [0.13, 0.13]);
    expect(atA).toBe(0);
    expect(atB).toBeCloseTo(1, 9);
  });
});
