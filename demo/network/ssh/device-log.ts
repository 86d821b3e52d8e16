import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effect } from '../cli/session.ts';

/** One line that somebody gave to a device. `effect` is `change` only if the line was accepted and alters configuration or processes. */
export interface DeviceLogEntry {
  at: string;
  user: string;
  session: string;
  line: string;
  effect: Effect;
  accepted: boolean;
  outputBytes: number;
}

export interface DeviceLog {
  path: string;
  /** On disk when this returns, so no effect is visible before its line is. */
  append(entry: DeviceLogEntry): void;
  read(): DeviceLogEntry[];
}

/** The device's own record, one JSON object per line. It is appended to across restarts. `tell` hears of each line that is on disk. */
export function openDeviceLog(
  folder: string,
  device: string,
  tell: (entry: DeviceLogEntry) => void = () => undefined,
): DeviceLog {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${device}.log`);
  return {
    path,
    append: (entry) => {
      appendFileSync(path, `${JSON.stringify(entry)}\n`, { flush: true });
      tell(entry);
    },
    read: () => {
      if (!existsSync(path)) return [];
      const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as DeviceLogEntry);
    },
  };
}
