import type { FaultSpec } from '../spec.ts';

export interface ActiveFault {
  id: number;
  spec: FaultSpec;
  startedAt: number;
  /** Set for a CPU fault: traffic through the device when it began, and since when the device is drained. */
  transitMbpsAtStart: number;
  drainedSince: number | null;
}

/** 0 when the fault begins, 1 when its ramp is over. */
export function faultLevel(fault: ActiveFault, now: number): number {
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
