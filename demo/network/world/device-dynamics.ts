import type { DeviceSpec } from '../spec.ts';
import type { Burst } from './noise.ts';
import { createBurst, createDrift } from './noise.ts';
import { nominalMemoryMb } from './processes.ts';
import type { Random } from './random.ts';

export interface DeviceLoad {
  cpuPct: number;
  memoryPct: number;
}

export interface DeviceDynamics {
  step(input: { forwardedMbps: number; hogPct: number; leakedMb: number }): DeviceLoad;
  burst: Burst;
}

/** Memory never fills completely: the kernel keeps a rest. */
export const fullMemoryPct = 95;

/** CPU and memory of one device: its own level, the traffic it forwards, drift, cron-like bursts and whatever a fault adds. */
export function createDeviceDynamics(spec: DeviceSpec, random: Random): DeviceDynamics {
  const burst = createBurst(random.fork('burst'), { everySeconds: 600, seconds: [3, 15], size: [10, 32] });
  const slow = createDrift(random.fork('slow'), 2.2, 0.995);
  const fast = createDrift(random.fork('fast'), 1.6, 0.5);
  const memorySlow = createDrift(random.fork('memory-slow'), 1.1, 0.998);
  const memoryFast = createDrift(random.fork('memory-fast'), 0.15, 0.7);
  return {
    burst,
    step: ({ forwardedMbps, hogPct, leakedMb }) => {
      const memoryPct = spec.memoryPct + memorySlow() + memoryFast() + (100 * leakedMb) / nominalMemoryMb;
      const reclaimPct = memoryPct > 90 ? 4 : 0;
      const cpuPct = spec.cpuPct + slow() + fast() + 0.01 * forwardedMbps + burst.step() + hogPct + reclaimPct;
      return {
        cpuPct: Math.min(100 - Math.abs(memoryFast()), Math.max(0.5, cpuPct)),
        memoryPct: Math.min(fullMemoryPct + memoryFast() * 0.5, Math.max(1, memoryPct)),
      };
    },
  };
}

/** 0 while the processor has room, 1 when it has none: what it does to probes, packets and the CLI. */
export function overload(cpuPct: number): number {
  return Math.min(1, Math.max(0, (cpuPct - 80) / 18));
}
