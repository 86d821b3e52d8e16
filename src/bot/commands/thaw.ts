import type { Command } from './command.ts';

export const thaw: Command = {
  name: 'thaw',
  parameters: '',
  summary: 'end a freeze',
  example: 'thaw',
  effect: 'change',
  async run({ args, person }, { changes }) {
    if (args.length > 0) return 'usage';
    const { frozen, mode } = await changes.mode();
    if (!frozen) return { text: 'Nothing is frozen.' };
    await changes.thaw({ by: person.id });
    const then = mode === 'act' ? 'Plans can be approved and run again.' : `The mode is still ${mode}.`;
    return { text: `Thawed. ${then}` };
  },
};
