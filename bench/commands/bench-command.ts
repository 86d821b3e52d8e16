import type { Command } from 'commander';

/** One `npm run bench -- <command>`. An action throws `NocturneError` for what the operator can mend. */
export interface BenchCommand {
  name: string;
  register(program: Command): void;
}
