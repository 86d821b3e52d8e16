import type { Effect } from './cli/session.ts';
import type { DeviceLog, DeviceLogEntry } from './ssh/device-log.ts';

/** A line from a router's own log. */
export interface LoggedCommand {
  device: string;
  at: string;
  user: string;
  session: string;
  command: string;
  effect: Effect;
  accepted: boolean;
}

export function toCommand(
  device: string,
  { at, user, session, line, effect, accepted }: DeviceLogEntry,
): LoggedCommand {
  return { device, at, user, session, command: line, effect, accepted };
}

/** All lines of these logs in order of time, since `since` (ms). */
export function readCommands(logs: ReadonlyMap<string, DeviceLog>, since: number): LoggedCommand[] {
  const lines = [...logs].flatMap(([device, log]) => log.read().map((entry) => toCommand(device, entry)));
  // Stable: lines of one device stay in the order of its log.
  return lines.filter((line) => Date.parse(line.at) >= since).sort((x, y) => Date.parse(x.at) - Date.parse(y.at));
}
