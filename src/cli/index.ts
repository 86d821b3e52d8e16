import type { CliCommand } from './command.ts';
import { start } from './start.ts';

/** Every command, in the order of the help. One file of this folder each. */
export const commands: readonly CliCommand[] = [start];
