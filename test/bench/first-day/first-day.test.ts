import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { firstDay } from '../../../bench/commands/first-day.ts';
import type { FirstDayTable } from '../../../bench/first-day/first-day-words.ts';

async function run(...given: string[]): Promise<string> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  firstDay.register(program);
  for (const command of program.commands) command.exitOverride();
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const quiet = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    await program.parseAsync(['first-day', ...given], { from: 'user' });
  } finally {
    write.mockRestore();
    quiet.mockRestore();
  }
  return said.join('');
}

it('watches the first hour of a network, beside its peers', async () => {
  const table = JSON.parse(await run('--seconds', '60', '--hours', '1', '--no-labelled', '--json')) as FirstDayTable;
  expect(table.seeds).toEqual([1]);
  // Two hundred readings take longer than an hour.
  expect(table.stages).toMatchObject([{ everySeconds: 60, afterMinutes: 0, faults: 1, runs: 1 }]);
  expect(table.product).toMatchObject([{ name: 'the product', faults: 0, found: null }]);
  expect(table.peers.map(({ name }) => name)).toEqual(['fixed limits', 'z-score above 4', 'z-score above 10']);
});

it.each([
  { given: ['--seconds', '5'], says: '6 to 300' },
  { given: ['--seconds', '10,x'], says: '6 to 300' },
  { given: ['--seeds', '0'], says: 'above 0' },
])('says what is wrong with $given', async ({ given, says }) => {
  await expect(run(...given)).rejects.toThrow(says);
});
