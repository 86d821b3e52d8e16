import { describe, expect, it } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { createConsole } from '../../src/bot/console.ts';
import { longestTyped, readTyped, withoutMentions } from '../../src/bot/typed-words.ts';
import { createRightsWorld, ours, type Role, userOf } from './rights-world.ts';

const sizes = [1, 100, longestTyped, longestTyped + 1, 40_000, 900_000, 1_000_000];
/** Texts that are the worst for matching, splitting and looking up. */
const shapes: Record<string, (size: number) => string> = {
  'one word': (size) => 'a'.repeat(size),
  'a command in front': (size) => `device ${'a'.repeat(Math.max(0, size - 7))}`,
  'many words': (size) => 'for 1h '.repeat(Math.ceil(size / 7)).slice(0, size),
  spaces: (size) => ' '.repeat(size),
  'mentions that do not end': (size) => '<@A|'.repeat(Math.ceil(size / 4)).slice(0, size),
  'escape sequences': (size) => '\u001b['.repeat(Math.ceil(size / 2)).slice(0, size),
  markup: (size) => '<*`'.repeat(Math.ceil(size / 3)).slice(0, size),
};
const texts = Object.entries(shapes).flatMap(([shape, make]) =>
  sizes.map((size) => ({ shape, size, text: make(size) })),
);

describe('what was typed', () => {
  it.each(texts)('$shape of $size characters: is read in full, or not at all', ({ size, text }) => {
    if (size > longestTyped) expect([readTyped(text), withoutMentions(text)]).toEqual([undefined, text]);
    else expect(readTyped(text)?.join('').length).toBeLessThanOrEqual(text.length);
  });
});

/** A world whose inventory and commands count what reaches them. */
async function deskOf(role: Role) {
  const world = await createRightsWorld();
  const told = async (body: object) => (await world.deliver({ ...ours, ...body })).told.join();
  return {
    world,
    command: (text: string) =>
      told({ command: '/noc', text, user_id: userOf(role), channel_id: 'C0NOC0001', user: { id: userOf(role) } }),
  };
}

describe('a command of any size', () => {
  it('is answered; what is too long with that, whoever has which grant', async () => {
    const { world, command } = await deskOf('granted');
    for (const { size, text } of texts) {
      const answer = await command(text);
      expect(answer).toMatch(size > longestTyped ? /too long: at most 2000/ : /./s);
    }
    await world.bot.close();
  });

  it.each(['foreignTeam', 'stranger', 'bot', 'deactivated', 'unknown'] as const)(
    'by %s is refused before it is looked at, and that is audited',
    async (role) => {
      const { world, command } = await deskOf(role);
      for (const text of ['status', 'incidnets', 'a'.repeat(40_000)]) {
        expect(await command(text)).toMatch(/cannot use me|deactivated|people of this workspace|does not know you/);
      }
      const kept = (await world.store.audit.list()).map(({ action, actor, subject }) => [action, actor, subject]);
      expect(kept).toEqual(Array(3).fill(['command.refused', userOf(role), 'any']));
      await world.bot.close();
    },
  );

  it('that changes something is refused without a grant, and that is audited', async () => {
    const { world, command } = await deskOf('outsider');
    const changing = commands.filter(({ effect }) => effect === 'change');
    for (const { example, name } of changing) {
      expect(await command(example)).toContain(`no grant for \`${name}\``);
    }
    const kept = (await world.store.audit.list()).map(({ subject, detail }) => [subject, detail.code]);
    expect(kept).toEqual(changing.map(({ name }) => [name, 'no-grant']));
    await world.bot.close();
  });

  it('ends no maintenance under the name of a silence, or the other way round', async () => {
    const { world, command } = await deskOf('granted');
    const [silence, maintenance] = [await world.silence('silence', false), await world.silence('maintenance', false)];
    expect(await command(`silence remove ${maintenance}`)).toContain('There is no');
    expect(await command(`maintenance remove ${silence}`)).toContain('There is no');
    expect(await command(`maintenance remove ${maintenance}`)).toContain('is over');
    await world.bot.close();
  });
});

it('the console answers texts of any size', async () => {
  const refusals = { keep: async () => undefined };
  const ask = createConsole({ ports: { commandName: '/noc' } as never, grants: [], refusals });
  for (const { size, text } of texts.filter((each) => each.size > longestTyped)) {
    expect([size, await ask(text)]).toEqual([size, 'That is too long: at most 2000 characters.']);
  }
});
