import type { Command } from 'commander';

/**
 * One `nocturne` command. `register` adds it to the program with its options and its action. An action returns nothing and throws
 * {@link NocturneError} for what the operator can mend; it sets `process.exitCode` for a result that is not an error, such as a broken chain.
 */
export interface CliCommand {
  name: string;
  register(program: Command): void;
}
