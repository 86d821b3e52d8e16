import { medianOfSorted } from '../../src/foundation/median.ts';
import { measureShortfall } from '../../src/models/link-balance.ts';
import type { CoreMinute } from '../datasets/kddi-ipcore.ts';
import { type CoreContext, countedSeconds } from './core-context.ts';

/** For each port of one minute, what should have arrived and did not. */
export interface PortBalances {
  /** Lost packets per second, their share and their significance, as the virtual switch counts. */
  lostIn: Float64Array;
  shareIn: Float64Array;
  significanceIn: Float64Array;
  /** Lost packets per second and their share, as the routers count. */
  lostRx: Float64Array;
  shareRx: Float64Array;
  /** Switch against router at the same port. */
  gapIn: Float64Array;
  gapOut: Float64Array;
}

/**
 * Measures a complete minute. What should arrive is what the other end sent; at a port that leaves the network, what the ports like it
 * receive in this minute.
 */
export function measurePorts(minute: CoreMinute, { layout, group, groups }: CoreContext): PortBalances {
  const { ports } = layout;
  const perPort = () => new Float64Array(ports.length);
  const balances: PortBalances = {
    lostIn: perPort(),
    shareIn: perPort(),
    significanceIn: perPort(),
    lostRx: perPort(),
    shareRx: perPort(),
    gapIn: perPort(),
    gapOut: perPort(),
  };
  for (const [p, { peer }] of ports.entries()) {
    const others = groups[group[p]!]!.filter((q) => q !== p);
    const sentIn = peer >= 0 ? minute.outPps[peer]! : middle(minute.inPps, others, minute.inPps[p]!);
    const sentRx = peer >= 0 ? minute.txPps[peer]! : middle(minute.rxPps, others, minute.rxPps[p]!);
    const bySwitch = measureShortfall(sentIn, minute.inPps[p]!, countedSeconds);
    const byRouter = measureShortfall(sentRx, minute.rxPps[p]!, countedSeconds);
    balances.lostIn[p] = bySwitch.lostPps;
    balances.shareIn[p] = bySwitch.share;
    balances.significanceIn[p] = bySwitch.significance;
    balances.lostRx[p] = byRouter.lostPps;
    balances.shareRx[p] = byRouter.share;
    balances.gapIn[p] = minute.inPps[p]! - minute.rxPps[p]!;
    balances.gapOut[p] = minute.outPps[p]! - minute.txPps[p]!;
  }
  return balances;
}

/** The median of `values` at `at`, or `otherwise` when there is none. */
export function middle(values: Float64Array, at: number[], otherwise: number): number {
  if (at.length === 0) return otherwise;
  const sorted = at.map((i) => values[i]!).sort((a, b) => a - b);
  return medianOfSorted(sorted, sorted.length);
}
