import type { DeviceConfig } from '../../world/device-config.ts';
import type { DeviceHost } from '../session.ts';
import { diffConfigs, renderRunningConfig } from './running-config.ts';

export interface PendingRevert {
  snapshot: string;
  /** When it fires, milliseconds since 1970. */
  at: number;
}

/** Copies of the running configuration that the device's own host keeps, and the timer that brings one back without anybody's help. */
export interface Snapshots {
  save(name: string): string;
  names(): string[];
  text(name: string): string | null;
  /** Lines that `restore` would take away and add, or null when there is no such copy. */
  difference(name: string): { remove: string[]; add: string[] } | null;
  restore(name: string): boolean;
  /** Arms the timer; a second call replaces the first. False when there is no such copy. */
  revertIn(seconds: number, name: string): boolean;
  cancelRevert(): PendingRevert | null;
  pending(): PendingRevert | null;
}

export function createSnapshots(host: DeviceHost): Snapshots {
  const copies = new Map<string, DeviceConfig>();
  let timer: (PendingRevert & { cancel: () => void }) | null = null;

  function restore(name: string): boolean {
    const copy = copies.get(name);
    if (!copy) return false;
    host.device.config = structuredClone(copy);
    host.world.reconverge(host.clock());
    return true;
  }

  function cancelRevert(): PendingRevert | null {
    const pending = timer;
    timer?.cancel();
    timer = null;
    return pending && { snapshot: pending.snapshot, at: pending.at };
  }

  return {
    restore,
    cancelRevert,
    save: (name) => {
      copies.set(name, structuredClone(host.device.config));
      return renderRunningConfig(host.device.config);
    },
    names: () => [...copies.keys()],
    text: (name) => {
      const copy = copies.get(name);
      return copy ? renderRunningConfig(copy) : null;
    },
    difference: (name) => {
      const copy = copies.get(name);
      return copy ? diffConfigs(host.device.config, copy) : null;
    },
    revertIn: (seconds, name) => {
      if (!copies.has(name)) return false;
      cancelRevert();
      const cancel = host.later(seconds * 1000, () => {
        timer = null;
        host.logOwn(`frr-reload --reload ${name}`);
        restore(name);
      });
      timer = { snapshot: name, at: host.clock() + seconds * 1000, cancel };
      return true;
    },
    pending: () => timer && { snapshot: timer.snapshot, at: timer.at },
  };
}
