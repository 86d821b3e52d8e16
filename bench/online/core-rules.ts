import { measureShortfall } from '../../src/models/link-balance.ts';
import { createRollingMedians, type RollingRows } from '../../src/models/rolling-rows.ts';
import { type CoreLayout, type CoreMinute, routerCounters } from '../datasets/kddi-ipcore.ts';

/** Minutes of which the median says what is usual. */
const usualMinutes = 100;
const countedSeconds = 60;
/** What does not arrive is a loss from so much of the traffic on, where chance would hardly do it. */
const [leastShare, leastSignificance] = [0.02, 4];
/** A session announces more than usual from such a share on. */
const leastPrefixes = 0.1;

/**
 * What an engineer would say of a minute without a label, as rules name causes from the first hour on: ports that went down, a router of which all did,
 * traffic that does not arrive, a session that announces more than it does. Hijacks they do not know. Minutes come in their order.
 */
export function createCoreRules({ ports, devices, sessions }: CoreLayout): (minute: CoreMinute) => string {
  let medians: RollingRows | undefined;
  const portsOf = devices.map((device) => ports.flatMap((port, p) => (port.device === device ? [p] : [])));

  function judge({ adminUp, rxPps, txPps, prefixes }: CoreMinute, usual: Float64Array): string {
    const isDown = (p: number) => usual[p] === 1 && adminUp[p] !== 1;
    if (portsOf.some((own) => own.length > 0 && own.every(isDown))) return 'node-down';
    if (ports.some((_, p) => isDown(p))) return 'interface-down';
    const isLossy = ports.some(({ peer }, p) => {
      if (peer < 0) return false;
      const { share, significance } = measureShortfall(txPps[peer]!, rxPps[p]!, countedSeconds);
      return share >= leastShare && significance >= leastSignificance;
    });
    if (isLossy) return 'packet-loss';
    const prefixesAt = usual.length - sessions.length;
    const isInjected = sessions.some((_, s) => prefixes[s]! > (1 + leastPrefixes) * usual[prefixesAt + s]!);
    return isInjected ? 'bgp-injection' : 'normal';
  }

  return (minute) => {
    const counters = Float64Array.from(routerCounters(minute));
    medians ??= createRollingMedians(counters.length, usualMinutes);
    const verdict = medians.count === 0 ? 'normal' : judge(minute, medians.values);
    const usual = medians.values;
    medians.push(counters.map((value, c) => (Number.isNaN(value) ? usual[c] || 0 : value)));
    return verdict;
  };
}
