import type { DeviceSpec, NetworkSpec } from '../spec.ts';
import type { DeviceConfig, Hardware } from './device-config.ts';
import { buildHardware, initialConfig } from './device-config.ts';
import type { DeviceLoad } from './device-dynamics.ts';
import type { ProcessTable } from './processes.ts';
import { createProcessTable } from './processes.ts';

export interface LinkChanges {
  ups: number;
  downs: number;
  lastUp: number | null;
  lastDown: number | null;
}

/** Everything that one device is and remembers. The CLI changes `config`; after that the world must converge. */
export interface DeviceState {
  name: string;
  spec: DeviceSpec;
  hardware: Map<string, Hardware>;
  config: DeviceConfig;
  startup: DeviceConfig;
  processes: ProcessTable;
  load: DeviceLoad;
  /** Share of the processor that a fault takes, and by which process. */
  hog: { pct: number; process: string };
  /** Leaked memory in MB by process. */
  leaks: Map<string, number>;
  /** Until when a restarted routing process isn't back (ms since 1970). */
  daemonDownUntil: Map<string, number>;
  linkChanges: Map<string, LinkChanges>;
}

/** Restart times of the routing processes, as measured on FRR 8.4 with one-second hellos. */
export const restartMs: Record<string, number> = { ospfd: 1400, zebra: 10_000 };

export function createDeviceState(spec: NetworkSpec, name: string): DeviceState {
  const own = spec.devices[name];
  if (!own) throw new Error(`Unknown device ${name}`);
  return {
    name,
    spec: own,
    hardware: buildHardware(spec, name),
    config: initialConfig(spec, name),
    startup: initialConfig(spec, name),
    processes: createProcessTable({ withBgp: own.role === 'router' }),
    load: { cpuPct: own.cpuPct, memoryPct: own.memoryPct },
    hog: { pct: 0, process: '' },
    leaks: new Map(),
    daemonDownUntil: new Map(),
    linkChanges: new Map(),
  };
}

export function leakedMb(device: DeviceState): number {
  return [...device.leaks.values()].reduce((sum, mb) => sum + mb, 0);
}

/** OSPF runs while it is configured and both ospfd and zebra are there. */
export function isRouting(device: DeviceState, now: number): boolean {
  return device.config.ospf.enabled && [...device.daemonDownUntil.values()].every((until) => until <= now);
}

export function interfaceUp(device: DeviceState, name: string, linkUp: (link: string) => boolean): boolean {
  const hardware = device.hardware.get(name);
  const config = device.config.interfaces[name];
  if (!hardware || !config || config.shutdown) return false;
  return hardware.link === null || linkUp(hardware.link.name);
}
