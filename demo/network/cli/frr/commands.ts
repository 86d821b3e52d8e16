import type { DeviceConfig } from '../../world/device-config.ts';
import type { Args } from '../grammar.ts';
import type { CliResult, DeviceContext, Effect } from '../session.ts';

export type Mode = 'exec' | 'config' | 'config-if' | 'config-router' | 'config-line';

/** What a session knows between two lines. */
export interface FrrState {
  mode: Mode;
  interface: string;
  history: string[];
}

export type Handled = string | Partial<CliResult>;

export interface FrrCommand {
  mode: Mode;
  pattern: string;
  effect: Effect;
  /** Whether an account that may only read has it. */
  reader: boolean;
  run(context: DeviceContext, args: Args, state: FrrState): Handled;
}

type Run = FrrCommand['run'];

/** A command that shows something; read-only accounts have it. */
export function reading(pattern: string, run: Run): FrrCommand {
  return { mode: 'exec', pattern, effect: 'read', reader: true, run };
}

/** A command that moves between modes and changes nothing. */
export function moving(mode: Mode, pattern: string, run: Run): FrrCommand {
  return { mode, pattern, effect: 'read', reader: false, run };
}

/** A command that changes what the device does or keeps. */
export function changing(mode: Mode, pattern: string, run: Run): FrrCommand {
  return { mode, pattern, effect: 'change', reader: false, run };
}

export function refuse(output: string): Partial<CliResult> {
  return { output: `${output}\n`, accepted: false };
}

/** Changes the running configuration; FRR has no candidate, so it acts at once. */
export function edit(context: DeviceContext, change: (config: DeviceConfig) => void): string {
  change(context.device.config);
  context.world.reconverge(context.clock());
  return '';
}
