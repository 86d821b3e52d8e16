import { isComment } from './comparable-lines.ts';

/** Beyond this the exact comparison costs too much, and nobody would read it either. */
const mostLines = 1500;

/**
 * What became of a configuration: lines that went (`-`) and came (`+`), under the block in which they stand. Comments and blank lines count for
 * nothing. Empty when both are equal.
 */
export function diffConfigs(before: string, after: string): string {
  const [old, now] = trimCommon(labelled(before), labelled(after));
  if (old.length === 0 && now.length === 0) return '';
  if (old.length > mostLines || now.length > mostLines) return `${old.length} lines went and ${now.length} came\n`;
  let block = '';
  const out: string[] = [];
  for (const { sign, line } of changesBetween(old, now)) {
    if (line.block !== '' && line.block !== block) out.push(`  ${line.block}`);
    block = line.block;
    out.push(`${sign} ${line.text}`);
  }
  return `${out.join('\n')}\n`;
}

export interface ConfigLine {
  text: string;
  /** The line at the margin under which this one stands; empty at the margin. */
  block: string;
}

function labelled(text: string): ConfigLine[] {
  let block = '';
  return text
    .split('\n')
    .filter((line) => !isComment(line))
    .map((line) => {
      if (/^\s/.test(line)) return { text: line.trimEnd(), block };
      block = line.trimEnd();
      return { text: block, block: '' };
    });
}

const same = (a: ConfigLine | undefined, b: ConfigLine | undefined) => a?.text === b?.text && a?.block === b?.block;

function trimCommon(a: ConfigLine[], b: ConfigLine[]): [ConfigLine[], ConfigLine[]] {
  let start = 0;
  while (start < a.length && start < b.length && same(a[start], b[start])) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && same(a.at(-1 - end), b.at(-1 - end))) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/** Longest common subsequence by the usual table. */
function changesBetween(a: ConfigLine[], b: ConfigLine[]): { sign: '-' | '+'; line: ConfigLine }[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = same(a[i], b[j])
        ? longest[(i + 1) * width + j + 1]! + 1
        : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const changes: { sign: '-' | '+'; line: ConfigLine }[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(a[i], b[j])) {
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      changes.push({ sign: '-', line: a[i++]! });
    } else changes.push({ sign: '+', line: b[j++]! });
  }
  return changes;
}
