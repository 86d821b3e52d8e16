import type { Person } from '../domain/person.ts';
import type { CommandPorts } from './commands/command.ts';
import { createCommandRunner } from './commands/runner.ts';
import { spokenPictures } from './pictures.ts';
import { plainText } from './plain-text.ts';
import type { Refusals } from './refusals.ts';
import type { Grant } from './settings.ts';

/** Runs what was typed in a terminal after `/noc`, and answers with the lines to print. */
export type Console = (text: string) => Promise<string>;

/**
 * Whoever sits at the machine: nobody that the workspace knows. No grant names this person, so what changes something is refused unless a
 * grant is open to everybody.
 */
const operator: Person = {
  id: 'console',
  name: 'console',
  isBot: false,
  deleted: false,
  restricted: false,
  foreign: false,
  groups: [],
};

/** The commands of the bot without Slack. */
export function createConsole(deps: { ports: CommandPorts; grants: Grant[]; refusals: Refusals }): Console {
  const people = { find: async () => operator };
  const ports = { ...deps.ports, pictures: spokenPictures };
  const runner = createCommandRunner({ ...deps, ports, people });
  return async (text) => plainText(await runner.run({ text, user: operator.id, channel: 'console' }));
}
