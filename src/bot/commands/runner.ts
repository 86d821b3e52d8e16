import type { Refusal } from '../../changes/voters.ts';
import type { Person } from '../../domain/person.ts';
import { nearestWord } from '../../foundation/nearest-word.ts';
import { refusalOf, refuseStranger } from '../access.ts';
import type { OutgoingMessage } from '../message.ts';
import type { People } from '../people.ts';
import type { Refusals } from '../refusals.ts';
import type { Grant } from '../settings.ts';
import { escapeMrkdwn } from '../text.ts';
import { longestTyped, readTyped } from '../typed-words.ts';
import { type Command, type CommandPorts, usageOf } from './command.ts';
import { commands } from './index.ts';

/** Runs what somebody typed after the command's name or after a mention. */
export interface CommandRunner {
  run(typed: { text: string; user: string; channel: string }): Promise<OutgoingMessage>;
}

export function createCommandRunner(deps: {
  ports: CommandPorts;
  people: Pick<People, 'find'>;
  grants: Grant[];
  refusals: Refusals;
}): CommandRunner {
  const { ports } = deps;

  function usage(command: Command): OutgoingMessage {
    const line = usageOf(command, ports.commandName);
    return { text: `Use it as \`${line}\`. For example: \`${ports.commandName} ${command.example}\`` };
  }

  function unknown(word: string): OutgoingMessage {
    const names = commands.map(({ name }) => name);
    const meant = nearestWord(word, names);
    const near = commands.find(({ name }) => name === meant);
    const hint = near
      ? `Did you mean \`${near.name}\`? For example: \`${ports.commandName} ${near.example}\``
      : `\`${ports.commandName} help\` lists what I can do.`;
    return { text: `I do not know \`${escapeMrkdwn(word, 40)}\`. ${hint}` };
  }

  /** Who asks is checked before what was typed is looked at. */
  async function personAsking(user: string): Promise<Person | Refusal> {
    const person = await deps.people.find(user);
    if (!person) return { code: 'unknown-person', text: 'Slack does not know you.' };
    return refuseStranger(person, 'read') ?? person;
  }

  async function refuse(user: string, refusal: Refusal, command: string): Promise<OutgoingMessage> {
    const detail = { code: refusal.code };
    await deps.refusals.keep({ actor: user || 'unknown', action: 'command.refused', subject: command, detail });
    return { text: refusal.text };
  }

  return {
    async run({ text, user, channel }) {
      const person = await personAsking(user);
      if ('code' in person) return refuse(user, person, 'any');
      const typed = readTyped(text);
      if (!typed) return { text: `That is too long: at most ${longestTyped} characters.` };
      const [word = 'help', ...args] = typed;
      const command = commands.find(({ name }) => name === word.toLowerCase());
      if (!command) return unknown(word);
      const effect = command.onlyReads?.(args) ? 'read' : command.effect;
      const refusal = refusalOf({ name: command.name, effect }, person, channel, deps.grants);
      if (refusal) return refuse(user, refusal, command.name);
      const answer = await command.run({ args, person, channel }, ports);
      return answer === 'usage' ? usage(command) : answer;
    },
  };
}
