import type { DeviceState } from '../world/device-state.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';

export type Effect = 'read' | 'change';

/** What a line did. Text ends with a newline unless it's empty. */
export interface CliResult {
  output: string;
  accepted: boolean;
  effect: Effect;
  /** The session is over. */
  closes?: boolean;
  /** Goes on, a line at a time, until the user presses Ctrl-C: `ping`. */
  endless?: EndlessOutput;
}

export interface EndlessOutput {
  everyMs: number;
  next(): string;
  /** What is printed at Ctrl-C. */
  stop(): string;
}

/** One user's conversation with one device: a mode, and lines in and out. */
export interface CliSession {
  banner: string;
  prompt(): string;
  execute(line: string): CliResult;
  /** Ctrl-Z. */
  leaveConfig(): void;
  /** Keywords that could follow, for `?` and Tab. */
  continuations(line: string): string[];
  /** Lines per page, 0 for no paging. */
  pageLines(): number;
}

/** What commands may use: the device, the world around it, the time, and an own stream of random numbers. */
export interface DeviceContext {
  world: World;
  device: DeviceState;
  clock: () => number;
  random: Random;
}

/** Waits, then acts; returns how to call it off. */
export type Later = (ms: number, act: () => void) => () => void;

/** What a platform gets from the device that it runs on. */
export interface DeviceHost extends DeviceContext {
  later: Later;
  /** Records a line that the device gives to itself, such as a revert when its timer ends. */
  logOwn(line: string): void;
}

export interface ShellResult {
  output: string;
  exitCode: number;
  effect: Effect;
}

/** The command line of one device. Made once per device, so what its sessions share (snapshots, timers) lives in it. */
export interface DevicePlatform {
  openCli(who: { user: string; readOnly: boolean }): CliSession;
  /** The restricted operator shell, or null where the platform has none. */
  runOperator: ((line: string) => ShellResult) | null;
}
