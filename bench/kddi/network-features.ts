import type { CoreMinute } from '../datasets/kddi-ipcore.ts';
import type { CoreContext } from './core-context.ts';
import { middle, type PortBalances } from './port-balances.ts';

const summarised = ['lostIn', 'shareIn', 'significanceIn', 'lostRx', 'shareRx'] as const;

/**
 * Features of one complete minute for the whole network: the counters, their balances (ports, links, devices, ports against ports like them),
 * the largest and smallest shortfalls of each group wherever they are, and CPU differences. The order is fixed by the layout.
 */
export function describeNetwork(minute: CoreMinute, balances: PortBalances, context: CoreContext): number[] {
  const features: number[] = [];
  const counters = [minute.adminUp, minute.rxPps, minute.txPps, minute.inPps, minute.outPps];
  for (const values of [...counters, minute.cpu, minute.prefixes]) features.push(...values);
  features.push(...balances.gapIn, ...balances.gapOut);
  pushLinks(features, minute, context);
  pushDevices(features, minute, context);
  pushOutside(features, minute, context);
  for (const members of [...context.groups, [...context.layout.ports.keys()]]) {
    for (const key of summarised) pushExtremes(features, balances[key], members);
    features.push(total(minute.inPps, members), total(minute.outPps, members));
    features.push(total(minute.outPps, members) - total(minute.inPps, members));
  }
  features.push(...balances.shareIn, ...balances.significanceIn, ...balances.shareRx);
  for (let a = 0; a < minute.cpu.length; a++) {
    for (let b = a + 1; b < minute.cpu.length; b++) features.push(minute.cpu[a]! - minute.cpu[b]!);
  }
  pushSessions(features, minute, context);
  return features;
}

/** Sessions against the median of those that usually announce as much: one that says more than the others, whatever the world's table is. */
function pushSessions(features: number[], { prefixes }: CoreMinute, { sessionGroups }: CoreContext): void {
  for (const members of sessionGroups) {
    const centre = middle(prefixes, members, 0);
    for (const s of members) features.push(prefixes[s]! - centre);
  }
}

function pushLinks(features: number[], minute: CoreMinute, { layout }: CoreContext): void {
  for (const [p, { peer }] of layout.ports.entries()) {
    if (peer < 0) continue;
    features.push(minute.txPps[peer]! - minute.rxPps[p]!);
    features.push(minute.outPps[peer]! - minute.inPps[p]!);
    features.push(minute.outPps[peer]! - minute.rxPps[p]!);
  }
}

/** What goes into a router and does not come out. */
function pushDevices(features: number[], minute: CoreMinute, { layout }: CoreContext): void {
  for (const device of layout.devices) {
    const own = [...layout.ports.keys()].filter((p) => layout.ports[p]!.device === device);
    features.push(total(minute.rxPps, own) - total(minute.txPps, own));
    features.push(total(minute.inPps, own) - total(minute.outPps, own));
  }
}

/** Ports that leave the network against the median of their group, and what enters on one side against what leaves on the other. */
function pushOutside(features: number[], minute: CoreMinute, { layout, groups }: CoreContext): void {
  const counters = [minute.rxPps, minute.txPps, minute.inPps, minute.outPps];
  const outside = groups.filter((members) => layout.ports[members[0]!]!.peer < 0);
  for (const members of outside) {
    for (const values of counters) {
      const centre = middle(values, members, 0);
      for (const p of members) features.push(values[p]! - centre);
    }
    const rest = outside.filter((other) => other !== members).flat();
    features.push(total(minute.rxPps, members) - total(minute.txPps, rest));
  }
}

/** Largest, second, smallest, second smallest, and the distance between the first two. */
function pushExtremes(features: number[], values: Float64Array, members: number[]): void {
  const sorted = members.map((p) => values[p]!).sort((a, b) => b - a);
  const largest = sorted[0]!;
  const second = sorted[1] ?? largest;
  features.push(largest, second, sorted.at(-1)!, sorted.at(-2) ?? largest, largest - second);
}

function total(values: Float64Array, members: number[]): number {
  return members.reduce((sum, p) => sum + values[p]!, 0);
}
