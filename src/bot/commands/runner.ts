import { visibleText } from '../../network/untrusted.ts';
import { refusalOf } from '../access.ts';
import type { OutgoingMessage } from '../message.ts';
import type { People } from '../people.ts';
import type { Grant } from '../ports.ts';
import { escapeMrkdwn } from '../text.ts';
import { type Command, type CommandPorts, usageOf } from './command.ts';
import { commands } from './index.ts';
import { nearestWord } from './nearest-word.ts';

/** Runs what somebody typed after the command's name or after a mention. */
export interface CommandRunner {
  run(typed: { text: string; user: string; channel: string }): Promise<OutgoingMessage>;
}

export function createCommandRunner(deps: { ports: CommandPorts; people: People; grants: Grant[] }): CommandRunner {
  const { ports } = deps;

  function usage(command: Command): OutgoingMessage {
    const line = usageOf(command, ports.commandName);
    return { text: `Use it as \`${line}\`. For example: \`${ports.commandName} ${command.example}\`` };
  }

  function unknown(word: string): OutgoingMessage {
    const near = commands.find(
      ({ name }) =>
        name ===
        nearestWord(
          word,
          commands.map((command) => command.name),
        ),
    );
    const hint = near
      ? `Did you mean \`${near.name}\`? For example: \`${ports.commandName} ${near.example}\``
      : `\`${ports.commandName} help\` lists what I can do.`;
    return { text: `I do not know \`${escapeMrkdwn(word, 40)}\`. ${hint}` };
  }

  return {
    async run({ text, user, channel }) {
      const [word = 'help', ...args] = visibleText(text).split(' ').filter(Boolean);
      const command = commands.find(({ name }) => name === word.toLowerCase());
      if (!command) return unknown(word);
      const person = await deps.people.person(user);
      const effect = command.onlyReads?.(args) ? 'read' : command.effect;
      const refusal = refusalOf({ name: command.name, effect }, person, channel, deps.grants);
      if (refusal) return { text: refusal };
      const answer = await command.run({ args, person, channel }, ports);
      return answer === 'usage' ? usage(command) : answer;
    },
  };
}
