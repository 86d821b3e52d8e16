import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPlaybooks, type Playbook } from '../../src/changes/playbooks.ts';
import { findCommand, isMissing, type Login, type Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { coverageSection } from './coverage.ts';

const root = new URL('../../', import.meta.url);

const head = `# What each system can and can't do

Nocturne speaks to a device through the declaration of its system: one file each in \`src/network/vendors/\`. A device of another platform gets
diagnosis from telemetry, and no commands. This page is generated from the declarations and the playbooks by \`npm run bench -- vendors\`.
`;

/** The page of the documentation about the systems that are spoken. */
export function vendorsDocument(): string {
  const playbooks = loadPlaybooks(fileURLToPath(new URL('playbooks', root)));
  return [head, coverageSection(), ...vendors.map((vendor) => describeVendor(vendor, playbooks))].join('\n');
}

function describeVendor(vendor: Vendor, playbooks: Playbook[]): string {
  const source = readFileSync(new URL(`test/fixtures/vendors/${vendor.id}/SOURCE.md`, root), 'utf8');
  return `## ${vendor.title} (\`platform: ${vendor.id}\`)

${firstSentence(source)}

${section('Logins', Object.entries(vendor.logins).map(describeLogin))}
${section('A change', describeChange(vendor))}
${section(
  'Remedies',
  playbooks.map((playbook) => describeRemedy(vendor, playbook)),
)}
${section("What it can't do, and what to mind", vendor.limits)}
### Read-only catalogue

| command | question | line |
|---|---|---|
${vendor.catalogue.map(({ id, purpose, line }) => `| \`${id}\` | ${purpose} | \`${line}\` |`).join('\n')}
`;
}

const section = (title: string, lines: readonly string[]) =>
  `### ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;

function describeLogin([name, { channel, account, setup }]: [string, Login]): string {
  const how = channel === 'shell' ? 'a terminal' : 'one request per line';
  const who = account === 'operator' ? 'the operator account' : 'the reading and the changing account';
  return `\`${name}\`: ${how}, ${who}${setup.length === 0 ? '' : `; set up by ${listLines(setup)}`}`;
}

function describeChange(vendor: Vendor): string[] {
  const { processes } = vendor;
  const restarts = processes.length === 0 ? [] : [`Processes that can be restarted: ${listLines(processes)}.`];
  return [...describeConfigChange(vendor), ...restarts];
}

function describeConfigChange(vendor: Vendor): string[] {
  const { staged, diff, timer, snapshot } = vendor;
  const act = staged ? 'Lines are collected and put in force together by a commit.' : 'Each line acts at once.';
  const seen = isMissing(diff)
    ? `No difference beforehand: ${diff.missing}.`
    : `Difference beforehand: \`${diff.line}\`.`;
  const compared = `Before and after every change the configuration is read (\`${snapshot.command}\`) and compared.`;
  if (isMissing(timer)) return [act, seen, compared, `No revert timer: ${timer.missing}.`];
  return [
    act,
    seen,
    compared,
    `Revert timer on the device: ${listLines(timer.start)}; kept by ${listLines(timer.cancel)}, taken back at once by ${listLines(timer.revert)}, proven by \`${findCommand(vendor, timer.shows)!.line}\`. It needs ${timer.needs}.`,
  ];
}

const listLines = (lines: readonly string[]) => lines.map((line) => `\`${line}\``).join(', ');

function describeRemedy({ id }: Vendor, playbook: Playbook): string {
  const part = playbook.vendors[id];
  const about = `\`${playbook.id}\`, ${lowerFirst(playbook.title)}`;
  if (!part) return `${about}: left to people. ${(playbook.escalate ?? 'The playbook has nothing for it.').trim()}`;
  if ('escalate' in part) return `${about}: left to people. ${part.escalate.trim()}`;
  const way = playbook.irreversible ? 'a change without a way back' : 'a change with a way back';
  return `${about}: ${way}`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const firstSentence = (text: string) =>
  `${
    text
      .replace(/\s+/g, ' ')
      .trim()
      .split(/(?<=\.) (?=[A-Z])/)[0]
  }`;
