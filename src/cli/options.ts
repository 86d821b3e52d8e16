import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Config, defaultConfig, type LoadOptions, loadConfig } from '../config.ts';
import { NocturneError } from '../errors.ts';
import { parseUnit } from './arguments.ts';

/** Options of every command that reads the configuration. */
export interface ConfigOptions {
  config?: string;
  state?: string;
}

const usualFile = 'nocturne.yaml';

/** Adds `--config`, and `--state` where a command can work on a folder without a bot. */
export function addConfigOptions(command: Command, options: { state?: boolean } = {}): Command {
  command.option(
    '-c, --config <file>',
    `configuration file (default: ${usualFile}, or the defaults when it is not there)`,
  );
  return options.state
    ? command.option('--state <dir>', 'state folder to work on, instead of the configured one and of a running bot')
    : command;
}

/** Adds `--precision`, which says what the times of a recording or CSV count. `of` names whose times they are. */
export function addPrecisionOption(command: Command, of: string): Command {
  const usual = 'default: what a recording says itself, or by their size';
  return command.option(
    '--precision <unit>',
    `unit of the times of ${of}: ns, us, ms, s, m or h (${usual})`,
    parseUnit,
  );
}

/**
 * The configuration that a command was told to use; every key's default when there is no file and none was named. Throws `state-missing` for a
 * state folder that was named and is not there, unless the command makes one.
 */
export function readConfig(options: ConfigOptions, load: LoadOptions & { makesState?: boolean } = {}): Config {
  const file = options.config ?? usualFile;
  const config =
    options.config === undefined && !existsSync(file) ? defaultConfig(process.cwd(), load) : loadConfig(file, load);
  if (options.state === undefined) return config;
  const state = resolve(options.state);
  if (!load.makesState) requireFolder(state);
  return { ...config, state };
}

function requireFolder(state: string): void {
  if (statSync(state, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new NocturneError('state-missing', `There is no state folder ${state}`, {
    hint: 'check the path after --state; the key "state" of a configuration names its state folder',
  });
}
