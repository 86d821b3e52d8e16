import type { Usage } from './control-groups.ts';

/** What the processes of a device did, as this machine counts it. */
export interface DeviceUse {
  /** CPU time since the device was made, in seconds of a core of this machine. */
  cpu: Usage;
  /** Seconds since then. */
  seconds: number;
  /** Proportional share of the memory of all its processes. */
  memoryKb: number;
  processes: number;
  running: number;
}

/** What a device is said to have. */
export interface Nominal {
  cores: number;
  memoryMb: number;
}

const ticksPerSecond = 100;

/**
 * The files `/proc/stat`, `meminfo`, `loadavg` and `cpuinfo` of a machine that has one processor, as strong as the cores that the device may
 * use, and the memory that it is said to have. The kernel has them for the whole machine only, so an SNMP agent in a device would tell of all
 * devices. Idle time never goes back, or the agent would take it for a counter that wrapped: `idleBefore` is what was said last.
 */
export function procFiles(
  use: DeviceUse,
  nominal: Nominal,
  idleBefore = 0,
): { files: Record<string, string>; idle: number } {
  const [user, system] = [use.cpu.user / nominal.cores, use.cpu.system / nominal.cores];
  const idle = Math.max(idleBefore, use.seconds - user - system);
  const ticks = (seconds: number) => Math.floor(seconds * ticksPerSecond);
  const line = [ticks(user), 0, ticks(system), ticks(idle), 0, 0, 0, 0, 0, 0].join(' ');
  const total = nominal.memoryMb * 1024;
  const used = Math.min(total, Math.round(use.memoryKb));
  const free = total - used;
  const load = Math.max(0, use.running).toFixed(2);
  const memory = {
    ...{
      MemTotal: total,
      MemFree: free,
      MemAvailable: free,
      Buffers: 0,
      Cached: 0,
      SwapCached: 0,
      Active: used,
      Inactive: 0,
    },
    ...{ SwapTotal: 0, SwapFree: 0, AnonPages: used, Shmem: 0, SReclaimable: 0 },
  };
  const files = {
    stat: `cpu  ${line}\ncpu0 ${line}\nintr 0\nctxt 0\nbtime 0\nprocesses ${use.processes}\nprocs_running ${use.running}\nprocs_blocked 0\n`,
    meminfo: Object.entries(memory)
      .map(([key, kb]) => `${`${key}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`)
      .join(''),
    loadavg: `${load} ${load} ${load} ${use.running}/${use.processes} ${use.processes}\n`,
    cpuinfo: `processor\t: 0\nmodel name\t: ${nominal.cores} of a core\ncpu MHz\t\t: 1000.000\n\n`,
  };
  return { files, idle };
}
