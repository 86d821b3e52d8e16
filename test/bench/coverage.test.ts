import { expect, it } from 'vitest';
import { coverageSection } from '../../bench/vendors/coverage.ts';
import { readForms } from '../../bench/vendors/read-forms.ts';
import { vendors } from '../../src/network/vendors/index.ts';

const rows = coverageSection()
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '));

it('the table of what is tested has a row for each command and a column for each system', () => {
  expect(rows[0]!.slice(1)).toEqual(vendors.map(({ title }) => title));
  for (const [column, { id, catalogue }] of vendors.entries()) {
    for (const command of catalogue) {
      const row = rows.find(([name]) => name === `\`${command.id}\``);
      expect(row?.[column + 1], `${id} ${command.id}`).toBe(String(readForms(id, command.id).length));
    }
  }
});

it('a command that a system does not have has a dash, and everything else a number', () => {
  const cells = rows.slice(1).flatMap((row) => row.slice(1));
  expect(rows.find(([name]) => name === '`ping-address`')![1]).toBe('–');
  for (const cell of cells) expect(cell).toMatch(/^(?:–|[1-9]\d+)$/);
});
