import { readFileSync } from 'node:fs';

/** What stands in the place of a value. */
export const gap = '§';

/**
 * Every text of three words or more in a source file, values replaced by {@link gap}. Comments are left out; texts within the values of a
 * template stand for themselves.
 */
export function sentenceTemplates(file: string): string[] {
  const found: string[] = [];
  scan(readFileSync(file, 'utf8'), 0, '', found);
  return [...new Set(found.filter(isSentence))];
}

/** Reads code up to `end` and gives the place behind it. */
function scan(code: string, from: number, end: string, found: string[]): number {
  let at = from;
  while (at < code.length && code[at] !== end) {
    if (code.startsWith('//', at)) at = lineEnd(code, at);
    else if (code.startsWith('/*', at)) at = code.indexOf('*/', at) + 2;
    else if (code[at] === '`') at = scanTemplate(code, at + 1, found);
    else if (code[at] === "'" || code[at] === '"') at = scanString(code, at, found);
    else if (code[at] === '{') at = scan(code, at + 1, '}', found);
    else at += 1;
  }
  return at + 1;
}

const lineEnd = (code: string, at: number) => (code.indexOf('\n', at) + 1 || code.length + 1) - 1;

function scanString(code: string, from: number, found: string[]): number {
  let at = from + 1;
  while (at < code.length && code[at] !== code[from]) at += code[at] === '\\' ? 2 : 1;
  found.push(code.slice(from + 1, at).replace(/\\n/g, '\n'));
  return at + 1;
}

function scanTemplate(code: string, from: number, found: string[]): number {
  let [at, text] = [from, ''];
  while (at < code.length && code[at] !== '`') {
    if (code.startsWith('${', at)) {
      at = scan(code, at + 2, '}', found);
      text += gap;
    } else {
      const length = code[at] === '\\' ? 2 : 1;
      text += code.slice(at, at + length);
      at += length;
    }
  }
  found.push(text.replace(/\\n/g, '\n').replace(/\\`/g, '`'));
  return at + 1;
}

function isSentence(text: string): boolean {
  return (text.match(/[A-Za-z]{2,}/g) ?? []).length >= 3 && / /.test(text.trim()) && !text.endsWith('.ts');
}
