import type { DeviceConfig } from '../../world/device-config.ts';
import type { DeviceContext } from '../session.ts';
import { diffConfigs, renderRunningConfig } from './running-config.ts';

/** Waits, then acts; returns how to call it off. */
export type Later = (ms: number, act: () => void) => () => void;

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

export function createSnapshots(context: DeviceContext, later: Later, onRevert: (snapshot: string) => void): Snapshots {
  const copies = new Map<string, DeviceConfig>();
  let timer: (PendingRevert & { cancel: () => void }) | null = null;

  function restore(name: string): boolean {
    const copy = copies.get(name);
    if (!copy) return false;
    context.device.config = structuredClone(copy);
    context.world.reconverge(context.clock());
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
      copies.set(name, structuredClone(context.device.config));
      return renderRunningConfig(context.device.config);
    },
    names: () => [...copies.keys()],
    text: (name) => {
      const copy = copies.get(name);
      return copy ? renderRunningConfig(copy) : null;
    },
    difference: (name) => {
      const copy = copies.get(name);
      return copy ? diffConfigs(context.device.config, copy) : null;
    },
    revertIn: (seconds, name) => {
      if (!copies.has(name)) return false;
      cancelRevert();
      const cancel = later(seconds * 1000, () => {
        timer = null;
        onRevert(name);
        restore(name);
      });
      timer = { snapshot: name, at: context.clock() + seconds * 1000, cancel };
      return true;
    },
    pending: () => timer && { snapshot: timer.snapshot, at: timer.at },
  };
}
