import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { NocturneError } from '../errors.ts';

/**
 * Parses YAML against a strict schema and reports all problems at once, each as `file:line: key: what is wrong`. Throws the given code;
 * `detail.problems` holds the same lines as a list.
 */
export function parseStrictYaml<T>(options: { text: string; file: string; schema: z.ZodType<T>; code: string }): T {
  const lines = new LineCounter();
  const document = parseDocument(options.text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw yamlProblems(
      options,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        key: '',
        text: firstLine(error.message),
      })),
    );
  }
  const parsed = options.schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const lineOf = (path: PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  throw yamlProblems(
    options,
    parsed.error.issues.flatMap((issue) => describeIssue(issue, lineOf)),
  );
}

export interface YamlProblem {
  line: number | null;
  /** Dotted path of the key, or empty. */
  key: string;
  text: string;
}

export function yamlProblems(at: { file: string; code: string }, problems: YamlProblem[]): NocturneError {
  const told = problems.map(
    ({ line, key, text }) => `${at.file}${line === null ? '' : `:${line}`}: ${key ? `${key}: ` : ''}${text}`,
  );
  return new NocturneError(at.code, told.join('\n'), { hint: `correct ${at.file}`, detail: { problems: told } });
}

/** Zod names several unknown keys of one object, and all problems of a form that has alternatives, as one issue. */
function describeIssue(issue: z.core.$ZodIssue, lineOf: (path: PropertyKey[]) => number): YamlProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { line: lineOf(path), key: path.join('.'), text: 'is not a known key' };
    });
  }
  const meant = issue.code === 'invalid_union' ? meantAlternative(issue.errors) : [];
  if (meant.length > 0) {
    return meant.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, lineOf));
  }
  return [{ line: lineOf([...issue.path]), key: issue.path.join('.'), text: issue.message }];
}

/** The problems of the one alternative that the value has the type of; none when there is no such one. */
function meantAlternative(alternatives: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const meant = alternatives.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && !path.length),
  );
  return meant.length === 1 ? meant[0]! : [];
}

const firstLine = (text: string) => text.split('\n')[0]!;
