import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/index.ts';
import { runCli } from './run-cli.ts';

const program = new Command('nocturne');
for (const command of commands) command.register(program);

/** The words of each command line, and the command that they name. */
function listCommands(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  return command.commands.flatMap((child) => {
    const own = [...words, child.name()];
    return child.commands.length > 0 ? listCommands(child, own) : [{ words: own, command: child }];
  });
}

/** Columns of a CSV may have any name. */
const columns = ['--time-column', '--entity-column', '--label-column', '--cause-column'];
/** Any text is a path, a name or a reason; whether there is such a thing is asked later. */
const freeValues = [
  '--config',
  '--state',
  '--subject',
  '--interface',
  '--metric',
  '--reason',
  '--channel',
  '--from',
  '--file',
  '--out',
  ...columns,
];

const options = listCommands(program).flatMap(({ words, command }) =>
  command.options
    .filter(({ required, optional, parseArg }) => (required || optional) && parseArg)
    .map((option) => ({
      words: [...words, ...command.registeredArguments.filter(({ required }) => required).map(() => 'detection')],
      ...{ option: option.long!, flags: option.flags },
    })),
);

describe('a wrong value of an option is refused with the option and what is expected', () => {
  it.each(options.map(({ words, option, flags }) => [words.join(' '), option, flags]))(
    '%s %s',
    async (words, option, flags) => {
      const tooBig = ['--speed', '--false-alarms-per-day'].includes(option) ? [] : ['99999999999999999999'];
      for (const value of ['garbage', '', '-', '1e999', ...tooBig]) {
        const { code, stderr } = await runCli(...words.split(' '), option, value);
        if (option === '--speed' && value.startsWith('9')) continue;
        if (/--false-alarms/.test(option) && value.startsWith('9')) continue;
        expect(code, `${option} ${value}`).toBe(2);
        expect(stderr, `${option} ${value}`).toContain(`option '${flags}' argument '${value}' is invalid.`);
        expect(stderr).toMatch(/It must be a |the kinds are /);
      }
    },
  );

  it('also where another option says what it means', async () => {
    for (const from of [['garbage'], ['2026-13-01'], ['2026-11-01', '2026-11-02']]) {
      const { code, stderr } = await runCli('train', '--history', '--from', ...from);
      expect(code).toBe(2);
      expect(stderr).toContain(`option '--from <time>' argument '${from.join(' ')}' is invalid. It must be a time`);
    }
    const empty = await runCli('train', '--history', '--from', '2999-01-01');
    expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('--to must be after --from; it is now') });
  });

  it('and no option takes a value unchecked but those that may be any text', () => {
    const unchecked = listCommands(program).flatMap(({ command }) =>
      command.options.filter(({ required, parseArg }) => required && !parseArg).map(({ long }) => long!),
    );
    expect([...new Set(unchecked)].filter((option) => !freeValues.includes(option))).toEqual([]);
  });
});
