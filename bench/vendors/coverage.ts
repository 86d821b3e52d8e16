import { readFileSync } from 'node:fs';
import type { Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { readForms, readPrompts } from './read-forms.ts';

const words = `## What is tested of each system

Forms of answers that the tests read, by command; lines with a secret that they mask; prompts that they take for prompts, and lines that look like
prompts and are none. All of them are written from documentation and published captures, in the words of this project; none was recorded from a
device, except where a section below says what was recorded. Forms show that the words of a release are understood. They do not show that a device
writes those words.
`;

/** How many forms of each kind the tests have, as a table of systems; counted from the files that the tests read. */
export function coverageSection(): string {
  const commands = [...new Set(vendors.flatMap(({ catalogue }) => catalogue.map(({ id }) => id)))];
  const rows = [
    ...commands.map((id) => row(`\`${id}\``, (vendor) => formsOf(vendor, id))),
    row('All forms of answers', (vendor) =>
      vendor.catalogue.reduce((sum, { id }) => sum + readForms(vendor.id, id).length, 0),
    ),
    row('Lines with a secret', countSecrets),
    row('Prompts', (vendor) => countPrompts(vendor, ({ first, same }) => [first, ...same])),
    row('Lines that look like a prompt', (vendor) => countPrompts(vendor, ({ not }) => not)),
  ];
  const heading = ['what is read', ...vendors.map(({ title }) => title)];
  return `${words}
| ${heading.join(' | ')} |
|---|${vendors.map(() => '---:|').join('')}
${rows.join('\n')}
`;
}

const row = (name: string, count: (vendor: Vendor) => number | string) =>
  `| ${[name, ...vendors.map(count)].join(' | ')} |`;

/** A command that the system does not have has a dash. */
const formsOf = ({ id: vendor, catalogue }: Vendor, command: string) =>
  catalogue.some(({ id }) => id === command) ? readForms(vendor, command).length : '–';

const countPrompts = ({ id }: Vendor, of: (form: ReturnType<typeof readPrompts>[number]) => string[]) =>
  readPrompts(id).flatMap(of).length;

function countSecrets({ id }: Vendor): number {
  const text = readFileSync(new URL(`../../test/fixtures/secrets/${id}.txt`, import.meta.url), 'utf8');
  return text.trimEnd().split('\n').length;
}
