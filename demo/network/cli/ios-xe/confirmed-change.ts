import type { DeviceConfig } from '../../world/device-config.ts';
import type { DeviceHost } from '../session.ts';

/**
 * Rollback Confirmed Change of IOS-XE: `configure terminal revert timer 5` keeps the running configuration and brings it back after five
 * minutes unless `configure confirm` comes first. It lives on the device, so it works for who has lost the way to it.
 */
export interface ConfirmedChange {
  /** Arms the timer; the text is what the device says. Null without an archive path, which the feature needs. */
  begin(minutes: number): string | null;
  confirm(): boolean;
  /** Goes back at once; false when nothing is pending. */
  revertNow(): boolean;
  pending(): { minutes: number; endsAt: number } | null;
  /** Names of the copies made so far, newest last. */
  archived(): string[];
}

export function createConfirmedChange(host: DeviceHost): ConfirmedChange {
  let change: { kept: DeviceConfig; minutes: number; endsAt: number; cancel: () => void } | null = null;
  const archived: string[] = [];

  function revert(): void {
    if (!change) return;
    host.device.config = structuredClone(change.kept);
    change.cancel();
    change = null;
    host.world.reconverge(host.clock());
  }

  return {
    archived: () => archived,
    pending: () => change && { minutes: change.minutes, endsAt: change.endsAt },
    begin: (minutes) => {
      const path = host.device.config.archivePath;
      if (!path) return null;
      change?.cancel();
      const stamp = new Date(host.clock()).toUTCString().split(' ');
      const name = `${path}-${stamp[2]}-${stamp[1]}-${stamp[4]?.replaceAll(':', '-')}.000-${archived.length}`;
      archived.push(name);
      const cancel = host.later(minutes * 60_000, () => {
        host.logOwn('configure revert (timer)');
        revert();
      });
      change = { kept: structuredClone(host.device.config), minutes, endsAt: host.clock() + minutes * 60_000, cancel };
      return `Rollback Confirmed Change: Backing up current running config to ${name}\n\n`;
    },
    confirm: () => {
      const wasPending = change !== null;
      change?.cancel();
      change = null;
      return wasPending;
    },
    revertNow: () => {
      const wasPending = change !== null;
      revert();
      return wasPending;
    },
  };
}
