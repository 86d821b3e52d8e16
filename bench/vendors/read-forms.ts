import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../test/fixtures/forms/', import.meta.url);

type Value = string | number;

/** One form of an answer, and what is right about it. */
export interface Form {
  title: string;
  /** The parameters of the command, such as the interface. */
  parameters: Record<string, Value>;
  facts: Record<string, Value>;
  /** Facts that must not be there. */
  absent: string[];
  /** Whether these are all facts; else others may be there. */
  all: boolean;
  text: string;
}

/**
 * The forms of one command of a system, from `test/fixtures/forms/<system>/<command>.txt`; none without that file. How such a file is written stands
 * in the README beside them.
 */
export function readForms(vendor: string, command: string): Form[] {
  return readFormsFile(`${vendor}/${command}.txt`).map(({ title, told, text }) => {
    const [name, parameters = ''] = title.split(' | ');
    const facts = told.flatMap((line) => line.split(/; ?/)).filter((fact) => fact !== '' && fact !== '-');
    return {
      title: name!,
      parameters: readPairs(parameters.split('; ').filter((pair) => pair !== '')),
      facts: readPairs(facts.filter((fact) => !fact.startsWith('!') && fact !== '...')),
      absent: facts.filter((fact) => fact.startsWith('!')).map((fact) => fact.slice(1)),
      all: !facts.includes('...'),
      text,
    };
  });
}

/** The prompts of a system, from `prompts.txt`: what a device shows first, and lines that are its prompt or not. */
export interface PromptForm {
  title: string;
  /** The login of the system's declaration. */
  login: string;
  first: string;
  /** Prompts of the same device in other modes. */
  same: string[];
  /** Output that looks alike, and is no prompt of this device. */
  not: string[];
  /** Prompts that people have changed so that they can't be known: an error has to show them. */
  shown: string[];
  /** Lines that the device prints above its prompts. */
  above: string[];
}

export function readPrompts(vendor: string): PromptForm[] {
  return readFormsFile(`${vendor}/prompts.txt`).map(({ title, text }) => {
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /^(first|same|not|shown|above) \[(.*)\]$/.exec(line) ?? [line]);
    const wrong = lines.find(([, kind]) => kind === undefined);
    if (wrong) throw new Error(`${vendor}/prompts.txt, "${title}": not a line of prompts: ${wrong[0]}`);
    const of = (kind: string) => lines.filter((line) => line[1] === kind).map((line) => line[2]!);
    const [name, login = 'login=cli'] = title.split(' | ');
    return {
      title: name!,
      login: login.replace('login=', ''),
      first: of('first')[0] ?? '',
      same: of('same'),
      not: of('not'),
      shown: of('shown'),
      above: of('above'),
    };
  });
}

function readFormsFile(path: string): { title: string; told: string[]; text: string }[] {
  const file = new URL(path, folder);
  if (!existsSync(file)) return [];
  const forms = readFileSync(file, 'utf8').split(/^=== /m).slice(1);
  return forms.map((form) => {
    const [title, ...lines] = form.split('\n');
    const start = lines.findIndex((line) => !line.startsWith('=> '));
    return {
      title: title!,
      told: lines.slice(0, start).map((line) => line.slice(3)),
      text: lines.slice(start).join('\n'),
    };
  });
}

/** `name=value`: a number where it looks like one, and a text in quotation marks where it would otherwise be a number. */
function readPairs(pairs: string[]): Record<string, Value> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw new Error(`not name=value: ${pair}`);
      const value = pair.slice(at + 1);
      const quoted = /^"(.*)"$/.exec(value)?.[1];
      return [pair.slice(0, at), quoted ?? (/^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value)];
    }),
  );
}
