import type { FaultSpec } from '../spec.ts';
import { fullMemoryPct } from './device-dynamics.ts';
import type { DeviceState } from './device-state.ts';
import { leakedMb } from './device-state.ts';
import { nominalMemoryMb } from './processes.ts';

export interface ActiveFault {
  id: number;
  spec: FaultSpec;
  startedAt: number;
  /** For a CPU fault: traffic through the device in its first second, null before; and since when the device is drained. */
  transitMbpsAtStart: number | null;
  drainedSince: number | null;
}

/** 0 when the fault begins, 1 when its ramp is over. */
function faultLevel(fault: ActiveFault, now: number): number {
  const elapsed = (now - fault.startedAt) / 1000;
  if (elapsed < 0) return 0;
  return fault.spec.rampSeconds > 0 ? Math.min(1, (elapsed + 1) / (fault.spec.rampSeconds + 1)) : 1;
}

/** What all faults of one link add up to. `lossShare` and `errorPct` are for one direction. */
export interface LinkImpairment {
  delayMs: number;
  jitterMs: number;
  lossShare: number;
  errorPct: number;
  down: boolean;
}

export function linkImpairment(faults: readonly ActiveFault[], link: string, now: number): LinkImpairment {
  const sum: LinkImpairment = { delayMs: 0, jitterMs: 0, lossShare: 0, errorPct: 0, down: false };
  for (const fault of faults) {
    if (fault.spec.link !== link) continue;
    const level = faultLevel(fault, now);
    if (fault.spec.kind === 'latency') {
      sum.delayMs += fault.spec.magnitude * level;
      sum.jitterMs += fault.spec.jitterMs * level;
    } else if (fault.spec.kind === 'loss') {
      sum.lossShare = 1 - (1 - sum.lossShare) * (1 - (fault.spec.magnitude / 100) * level);
      sum.errorPct += fault.spec.errorRatePct * level;
      sum.jitterMs += fault.spec.jitterMs * level;
    } else if (fault.spec.kind === 'link-down') sum.down = true;
  }
  return sum;
}

export function isDeviceDown(faults: readonly ActiveFault[], device: string): boolean {
  return faults.some((fault) => fault.spec.kind === 'device-down' && fault.spec.device === device);
}

/** A device that's down, or whose agent hangs, sends no telemetry. */
export function isSilent(faults: readonly ActiveFault[], device: string): boolean {
  return faults.some(
    ({ spec }) => spec.device === device && (spec.kind === 'device-down' || spec.kind === 'telemetry-silent'),
  );
}

/** Below this share of the first traffic a device counts as drained. */
const drainedShare = 0.4;

/** A hog lives on the traffic that the device forwards for others: less transit, less load. */
export function hogOf(
  device: DeviceState,
  faults: readonly ActiveFault[],
  transitMbps: number,
  now: number,
): DeviceState['hog'] {
  const hog = { pct: 0, process: '' };
  for (const fault of faults) {
    if (fault.spec.kind !== 'cpu' || fault.spec.device !== device.name) continue;
    fault.transitMbpsAtStart ??= transitMbps;
    const first = fault.transitMbpsAtStart;
    const share = first > 1 ? Math.min(1.15, Math.max(0.08, transitMbps / first)) : 1;
    hog.pct += fault.spec.magnitude * faultLevel(fault, now) * share;
    hog.process = processOf(fault.spec);
    fault.drainedSince = share < drainedShare ? (fault.drainedSince ?? now) : null;
  }
  return hog;
}

/** One second of leaking, until memory is full. */
export function growLeaks(device: DeviceState, faults: readonly ActiveFault[], now: number): void {
  for (const fault of faults) {
    if (fault.spec.kind !== 'memory' || fault.spec.device !== device.name) continue;
    const process = processOf(fault.spec);
    const roomMb = ((fullMemoryPct - device.spec.memoryPct) / 100) * nominalMemoryMb - leakedMb(device);
    const grown = Math.min(Math.max(0, roomMb), fault.spec.magnitude * faultLevel(fault, now));
    device.leaks.set(process, (device.leaks.get(process) ?? 0) + grown);
  }
}

export function hasHealed(fault: ActiveFault, now: number): boolean {
  const heals = fault.spec.healAfterDrainSeconds;
  return heals !== undefined && fault.drainedSince !== null && now - fault.drainedSince >= heals * 1000;
}

/** Whether this process of this device is what is wrong. */
export function isFaultOf({ spec }: ActiveFault, device: string, process: string): boolean {
  return (spec.kind === 'memory' || spec.kind === 'cpu') && spec.device === device && processOf(spec) === process;
}

function processOf(spec: FaultSpec): string {
  return spec.process ?? (spec.kind === 'memory' ? 'ospfd' : 'telemetryd');
}
