import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';

/** Programs that the lab starts, and the Debian package that each is in. */
const programs: Record<string, string> = {
  '/usr/lib/frr/frrinit.sh': 'frr',
  vtysh: 'frr',
  '/usr/lib/frr/frr-reload.py': 'frr-pythontools',
  snmpd: 'snmpd',
  snmpbulkget: 'snmp',
  ip: 'iproute2',
  fping: 'fping',
  sshd: 'openssh-server',
  gcc: 'gcc libc6-dev',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  chrt: 'util-linux',
};

/** What this machine has, as far as the lab needs it. */
export interface Machine {
  isRoot: boolean;
  has(program: string): boolean;
  /** Whether a file is there and may be read and written. */
  opens(file: string): boolean;
}

export const thisMachine: Machine = {
  isRoot: process.getuid?.() === 0,
  has: (program) => {
    const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
    return program.startsWith('/') ? existsSync(program) : folders.some((folder) => existsSync(join(folder, program)));
  },
  opens: (file) => {
    try {
      accessSync(file, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
};

/** Why the lab can't be had here, and what helps; undefined when it can. */
export function missingForLab(machine: Machine = thisMachine): { reason: string; hint: string } | undefined {
  if (!machine.isRoot) return { reason: 'namespaces and TAP ports need root', hint: 'run it as root' };
  const missing = Object.keys(programs).filter((program) => !machine.has(program));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((program) => programs[program]!))];
    const hint = `apt-get install --no-install-recommends ${packages.join(' ')}`;
    return { reason: `no ${missing.join(', no ')} on this machine`, hint };
  }
  if (!machine.opens('/dev/net/tun')) {
    const hint = 'modprobe tun; in a container, pass the device on: --device /dev/net/tun --privileged';
    return { reason: 'no /dev/net/tun on this machine', hint };
  }
  if (['cpu/cpu.shares', 'cgroup.controllers'].every((file) => !machine.has(`/sys/fs/cgroup/${file}`)))
    return {
      reason: 'no control groups below /sys/fs/cgroup',
      hint: 'mount cgroup2, or the controllers cpu and cpuacct',
    };
  return undefined;
}

/** @throws NocturneError `lab-missing` with what helps. */
export function requireLab(): void {
  const missing = missingForLab();
  if (missing) throw new NocturneError('lab-missing', `The lab can't run: ${missing.reason}`, { hint: missing.hint });
}
