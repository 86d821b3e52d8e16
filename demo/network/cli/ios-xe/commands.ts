import type { DeviceConfig } from '../../world/device-config.ts';
import type { Args } from '../grammar.ts';
import type { CliResult, DeviceHost, Effect } from '../session.ts';
import type { ConfirmedChange } from './confirmed-change.ts';

export type Mode = 'exec' | 'config' | 'config-if' | 'config-router' | 'config-archive';

export interface IosState {
  mode: Mode;
  interface: string;
  user: string;
  pageLines: number;
}

/** What all sessions of a device share. */
export interface IosDevice {
  host: DeviceHost;
  confirmed: ConfirmedChange;
  changed: { at: number; by: string } | null;
}

export type Handled = string | Partial<CliResult>;

export interface IosCommand {
  mode: Mode;
  pattern: string;
  effect: Effect;
  /** Whether an account that may only read is authorised for it. */
  reader: boolean;
  run(device: IosDevice, args: Args, state: IosState): Handled;
}

type Run = IosCommand['run'];

export function reading(pattern: string, run: Run): IosCommand {
  return { mode: 'exec', pattern, effect: 'read', reader: true, run };
}

export function moving(mode: Mode, pattern: string, run: Run): IosCommand {
  return { mode, pattern, effect: 'read', reader: false, run };
}

export function changing(mode: Mode, pattern: string, run: Run): IosCommand {
  return { mode, pattern, effect: 'change', reader: false, run };
}

/** Changes the running configuration, which acts at once. */
export function edit(device: IosDevice, state: IosState, change: (config: DeviceConfig) => void): string {
  const { host } = device;
  change(host.device.config);
  device.changed = { at: host.clock(), by: state.user };
  host.world.reconverge(host.clock());
  return '';
}

/** Finds an interface by its name or an abbreviation of it: `gi1`, `Gig1`, `GigabitEthernet1`. */
export function findInterface({ host }: IosDevice, given: string): string | null {
  const [, letters = '', number = ''] = /^([A-Za-z]+)([\d/.]+)$/.exec(given) ?? [];
  const names = Object.keys(host.device.config.interfaces);
  const matches = names.filter(
    (name) => name.toLowerCase().startsWith(letters.toLowerCase()) && /[\d/.]+$/.exec(name)?.[0] === number,
  );
  return letters !== '' && matches.length === 1 ? (matches[0] ?? null) : null;
}
