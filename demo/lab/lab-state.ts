import { join } from 'node:path';

/** Everything that a running lab keeps, below one folder that only root can write to and that is gone after a restart of the machine. */
export const labFolder = '/run/nocturne-lab';

export const labFiles = {
  topology: join(labFolder, 'topology.yaml'),
  /** The secret key of all accounts of the devices. */
  key: join(labFolder, 'operator-key'),
  programs: join(labFolder, 'programs'),
  cables: join(labFolder, 'cables.sock'),
  log: join(labFolder, 'lab.log'),
} as const;

export interface DeviceFiles {
  folder: string;
  /** The files that stand in the place of the kernel's own in `/proc`. */
  figures: string;
  log: string;
}

export function filesOf(device: string): DeviceFiles {
  const folder = join(labFolder, 'devices', device);
  return { folder, figures: join(folder, 'proc'), log: join(folder, 'log') };
}

/** The accounts on every device. `svc` has uid 0 behind the operator shell, because frr-reload.py and watchfrr need it. */
export const accounts = { read: 'netops', change: 'netops', operator: 'svc' } as const;
