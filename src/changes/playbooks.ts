import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CauseId } from '../domain/cause.ts';
import type { AllowedLine, Phase } from '../network/guard.ts';
import { gapsOf } from '../network/line-template.ts';
import { type ParameterTypeId, rangeOf } from '../network/parameter-types.ts';
import { parseStrictYaml, yamlProblems } from '../network/strict-yaml.ts';
import { type PlaybookChange, type PlaybookFile, type PlaybookLine, playbookFile } from './playbook-file.ts';

/** A playbook as its file says it, with the lines that the guard accepts because of it. */
export interface Playbook extends PlaybookFile {
  lines: AllowedLine[];
}

/** Reads every *.yaml of a folder. Throws `playbook-invalid` naming file, line and key. */
export function loadPlaybooks(folder: string): Playbook[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const playbooks = files.sort().map((file) => parsePlaybook(readFileSync(join(folder, file), 'utf8'), file));
  for (const { id, follow_up: next } of playbooks) {
    if (!next || playbooks.some((other) => other.id === next.playbook)) continue;
    const problem = { line: null, key: 'follow_up.playbook', text: `there is no playbook ${next.playbook}` };
    throw yamlProblems({ file: `${id}.yaml`, code: 'playbook-invalid' }, [problem]);
  }
  return playbooks;
}

/** Throws `playbook-invalid` with every problem as `file:line: key: text`. */
export function parsePlaybook(text: string, file: string): Playbook {
  const content = parseStrictYaml({ text, file, schema: playbookFile, code: 'playbook-invalid' });
  const problems = findProblems(content, file);
  if (problems.length > 0) {
    throw yamlProblems(
      { file, code: 'playbook-invalid' },
      problems.map((problem) => ({ line: null, ...problem })),
    );
  }
  return { ...content, lines: linesOf(content) };
}

/** Playbooks that are meant for a cause, in the order of the list. */
export function playbooksFor(playbooks: readonly Playbook[], cause: CauseId): Playbook[] {
  return playbooks.filter((playbook) => playbook.causes.includes(cause));
}

/** What each gap of a vendor's lines may hold: parameters, the place, and facts that are read before. */
export function gapTypes(playbook: PlaybookFile, change: PlaybookChange): Record<string, ParameterTypeId> {
  const parameters = Object.entries(playbook.parameters).map(([name, { type }]) => [name, type] as const);
  const facts = change.check.flatMap((check) => Object.entries(check.facts));
  const place: Record<string, ParameterTypeId> = playbook.place === 'link' ? { interface: 'link-end' } : {};
  return { device: 'device', ...place, ...Object.fromEntries(parameters), ...Object.fromEntries(facts) };
}

/** Both texts of a conditional line, or the one of a plain one. */
function textsOf(line: PlaybookLine): string[] {
  return typeof line === 'string' ? [line] : [line.line, line.otherwise];
}

function linesOf(playbook: PlaybookFile): AllowedLine[] {
  return Object.entries(playbook.vendors).flatMap(([vendor, part]) => {
    if (!('change' in part)) return [];
    const { change } = part;
    const parameters = gapTypes(playbook, change);
    const allow = (phase: Phase, lines: PlaybookLine[]): AllowedLine[] =>
      lines.flatMap(textsOf).map((text) => {
        const rule = `${playbook.id}/${vendor}/${phase}`;
        return { rule, vendor, login: change.login, phase, template: { text, parameters } };
      });
    return [...allow('change', change.commands), ...allow('undo', change.undo), ...allow('confirm', change.confirm)];
  });
}

function findProblems(playbook: PlaybookFile, file: string): { key: string; text: string }[] {
  const problems: { key: string; text: string }[] = [];
  if (basename(file, '.yaml') !== playbook.id)
    problems.push({ key: 'id', text: `must be the name of the file, ${file}` });
  for (const [vendor, part] of Object.entries(playbook.vendors)) {
    if (!('change' in part)) continue;
    const { change } = part;
    const known = gapTypes(playbook, change);
    problems.push(...findUnreadFacts(playbook, vendor, change));
    for (const [name, lines] of Object.entries({
      commands: change.commands,
      undo: change.undo,
      confirm: change.confirm,
    })) {
      for (const gap of lines.flatMap(textsOf).flatMap(gapsOf)) {
        if (!Object.hasOwn(known, gap))
          problems.push({ key: `vendors.${vendor}.change.${name}`, text: `{{${gap}}} is not known` });
      }
    }
  }
  return problems;
}

/** What bounds a parameter must be read from every device: a number for a number, the same type for any other. */
function findUnreadFacts(playbook: PlaybookFile, vendor: string, change: PlaybookChange) {
  const read = Object.assign({}, ...change.check.map(({ facts }) => facts)) as Record<string, ParameterTypeId>;
  return Object.entries(playbook.parameters).flatMap(([name, { type, must }]) => {
    const key = `parameters.${name}.must`;
    if ('exceed' in must && !rangeOf(type)) return [{ key, text: `only a number can exceed ${must.exceed}` }];
    if ('say' in must)
      return linesOf(playbook).some(({ template }) => gapsOf(template.text).includes(name))
        ? [{ key, text: 'what says what a plan is for stands in no line' }]
        : [];
    if ('other_than' in must && !rangeOf(type)) return [{ key, text: 'only a number lies between two' }];
    const fact = 'exceed' in must ? must.exceed : 'be' in must ? must.be : must.other_than;
    const fits = read[fact] === type;
    return fits ? [] : [{ key, text: `no check of ${vendor} reads ${fact} as ${type}` }];
  });
}
