/** Nominal memory of one device; telemetry counts against it. */
export const nominalMemoryMb = 256;

export interface Process {
  pid: number;
  name: string;
  /** Resident memory without any leak. */
  residentKb: number;
  virtualKb: number;
  /** Share of the device's ordinary load. */
  weight: number;
}

export interface ProcessTable {
  list(): Process[];
  find(name: string): Process | undefined;
  /** Ends the process and starts it anew under a new number; false when there is no such process. */
  restart(name: string): boolean;
  /** Adds a process that isn't there at boot. */
  start(name: string): Process;
  kill(pid: number): Process | undefined;
}

const atBoot = [
  { name: 'init', residentKb: 3236, virtualKb: 4360, weight: 0 },
  { name: 'syslogd', residentKb: 2356, virtualKb: 3284, weight: 0.05 },
  { name: 'snmpd', residentKb: 13_468, virtualKb: 22_048, weight: 0.2 },
  { name: 'sshd', residentKb: 9220, virtualKb: 15_456, weight: 0.05 },
  { name: 'watchfrr', residentKb: 3336, virtualKb: 8704, weight: 0.02 },
  { name: 'zebra', residentKb: 16_888, virtualKb: 333_640, weight: 0.3 },
  { name: 'ospfd', residentKb: 13_104, virtualKb: 26_616, weight: 0.25 },
  { name: 'staticd', residentKb: 4816, virtualKb: 9992, weight: 0.03 },
  { name: 'telemetryd', residentKb: 7420, virtualKb: 18_310, weight: 0.1 },
] as const;

/** The processes of one device; routers run bgpd as well. */
export function createProcessTable({ withBgp }: { withBgp: boolean }): ProcessTable {
  let lastPid = 1;
  const fresh = (part: Omit<Process, 'pid'>): Process => {
    const pid = lastPid;
    lastPid += pid === 1 ? 37 : 5;
    return { pid, ...part };
  };
  const bgp = withBgp ? [{ name: 'bgpd', residentKb: 17_204, virtualKb: 41_020, weight: 0.1 }] : [];
  let processes = [...atBoot, ...bgp].map(fresh);
  return {
    list: () => processes,
    find: (name) => processes.find((process) => process.name === name),
    restart: (name) => {
      const old = processes.find((process) => process.name === name);
      if (!old) return false;
      processes = [...processes.filter((process) => process !== old), fresh({ ...old })];
      return true;
    },
    start: (name) => {
      const process = fresh({ name, residentKb: 6800, virtualKb: 15_200, weight: 0 });
      processes = [...processes, process];
      return process;
    },
    kill: (pid) => {
      const victim = processes.find((process) => process.pid === pid);
      if (victim) processes = processes.filter((process) => process !== victim);
      return victim;
    },
  };
}
