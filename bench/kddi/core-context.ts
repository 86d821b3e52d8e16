import { quantile } from '../../src/models/quantile.ts';
import type { CoreLayout, CoreMinute } from '../datasets/kddi-ipcore.ts';

/** What the normal minutes of the training span looked like; all that a verdict knows besides its own minute. */
export interface CoreContext {
  layout: CoreLayout;
  /** Medians. */
  typical: CoreMinute;
  cpuMean: Float64Array;
  cpuDeviation: Float64Array;
  /** Group number of each port: alike ports, whose traffic can be compared. */
  group: Int32Array;
  groups: number[][];
  /** Sessions that usually announce about as many prefixes, two or more. */
  sessionGroups: number[][];
}

/** A link that carries less than this has nothing but keepalives on it. */
const quietPps = 5;

/** Two outside ports carry alike traffic when their rates differ by less than this factor. */
const alike = 1.5;

/** Counters are read once a minute. */
export const countedSeconds = 60;

/** Fits the context on normal minutes. */
export function fitCoreContext(normal: CoreMinute[], layout: CoreLayout): CoreContext {
  const median = (pick: (minute: CoreMinute) => Float64Array, size: number) =>
    Float64Array.from({ length: size }, (_, i) => {
      const values = Float64Array.from(normal, (minute) => pick(minute)[i]!);
      const middle = quantile(values, 0.5);
      return Number.isNaN(middle) ? 0 : middle;
    });
  const ports = layout.ports.length;
  const typical: CoreMinute = {
    time: '',
    adminUp: median((minute) => minute.adminUp, ports),
    rxPps: median((minute) => minute.rxPps, ports),
    txPps: median((minute) => minute.txPps, ports),
    inPps: median((minute) => minute.inPps, ports),
    outPps: median((minute) => minute.outPps, ports),
    cpu: median((minute) => minute.cpu, layout.devices.length),
    prefixes: median((minute) => minute.prefixes, layout.sessions.length),
  };
  const { mean, deviation } = describeCpu(normal, layout.devices.length);
  const groups = groupPorts(layout, typical);
  const group = new Int32Array(ports);
  for (const [g, members] of groups.entries()) for (const p of members) group[p] = g;
  return {
    layout,
    typical,
    cpuMean: mean,
    cpuDeviation: deviation,
    group,
    groups,
    sessionGroups: groupSessions(typical),
  };
}

/** Two sessions are alike when their numbers of prefixes differ by less than this share. */
const alikeSessions = 0.01;

function groupSessions({ prefixes }: CoreMinute): number[][] {
  const groups: number[][] = [];
  for (const s of [...prefixes.keys()].sort((a, b) => prefixes[a]! - prefixes[b]!)) {
    const last = groups.at(-1);
    if (last && prefixes[s]! - prefixes[last[0]!]! <= alikeSessions * prefixes[s]!) last.push(s);
    else groups.push([s]);
  }
  return groups.filter((members) => members.length > 1);
}

function describeCpu(normal: CoreMinute[], devices: number) {
  const mean = new Float64Array(devices);
  const deviation = new Float64Array(devices).fill(1);
  for (let d = 0; d < devices; d++) {
    const values = normal.map((minute) => minute.cpu[d]!).filter((value) => !Number.isNaN(value));
    if (values.length === 0) continue;
    mean[d] = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean[d]!) ** 2, 0);
    deviation[d] = Math.max(1e-3, Math.sqrt(squares / values.length));
  }
  return { mean, deviation };
}

/** Quiet inner ports, busy inner ports, and outside ports by how much they carry. Empty groups are left out. */
function groupPorts({ ports }: CoreLayout, { rxPps }: CoreMinute): number[][] {
  const inner = [...ports.keys()].filter((p) => ports[p]!.peer >= 0);
  const outside = [...ports.keys()].filter((p) => ports[p]!.peer < 0).sort((a, b) => rxPps[a]! - rxPps[b]!);
  const groups = [inner.filter((p) => rxPps[p]! < quietPps), inner.filter((p) => rxPps[p]! >= quietPps)];
  for (const p of outside) {
    const last = groups.at(-1)!;
    if (groups.length > 2 && rxPps[p]! <= alike * rxPps[last[0]!]! + 1) last.push(p);
    else groups.push([p]);
  }
  return groups.filter((members) => members.length > 0);
}

/**
 * Fills what a minute does not report, so that blanks say nothing: a rate from the other counter of the same port, then from what is typical;
 * everything else from what is typical. Returns undefined when less than half of the ports report any rate: such a minute is unknown.
 */
export function completeMinute(minute: CoreMinute, { typical }: CoreContext): CoreMinute | undefined {
  const count = minute.rxPps.length;
  let silent = 0;
  for (let p = 0; p < count; p++) if (Number.isNaN(minute.rxPps[p]!) && Number.isNaN(minute.inPps[p]!)) silent++;
  if (2 * silent > count) return undefined;
  return {
    time: minute.time,
    adminUp: fill(minute.adminUp, typical.adminUp),
    rxPps: fill(minute.rxPps, minute.inPps, typical.rxPps),
    txPps: fill(minute.txPps, minute.outPps, typical.txPps),
    inPps: fill(minute.inPps, minute.rxPps, typical.inPps).map(countWhole),
    outPps: fill(minute.outPps, minute.txPps, typical.outPps).map(countWhole),
    cpu: fill(minute.cpu, typical.cpu),
    prefixes: fill(minute.prefixes, typical.prefixes),
  };
}

/**
 * The rate that whole packets give: the set rounds rates to two digits, and on a link that carries eight packets a minute the rounding is as
 * large as the one packet that a fault delays.
 */
function countWhole(pps: number): number {
  return Math.round(pps * countedSeconds) / countedSeconds;
}

function fill(...sources: Float64Array[]): Float64Array {
  return sources[0]!.map((_, i) => sources.find((source) => !Number.isNaN(source[i]!))?.[i] ?? 0);
}
