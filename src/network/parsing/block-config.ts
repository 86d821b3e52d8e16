import { isComment } from './comparable-lines.ts';

/** Configurations that show blocks by indentation: a line at the margin, and what belongs to it one space or more to the right. */

/** Lines of one block, trimmed; the lines at the margin for an empty name. Undefined when there is no such block. */
export function linesOfBlock(text: string, block: string): string[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !isComment(line));
  if (block === '') return lines.filter((line) => /^\S/.test(line));
  const start = lines.findIndex((line) => line === block || hasMoreWords(line, block));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !/^\s/.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => line.trim());
}

/** A block is entered by the words before these, and stands in the configuration with them. */
const besides: readonly [block: RegExp, more: RegExp][] = [
  [/^router ospf \d+$/, /^ vrf \S+$/],
  [/^interface \S+$/, /^ (?:vrf \S+|point-to-point|multipoint)$/],
];

function hasMoreWords(line: string, block: string): boolean {
  if (!line.startsWith(block)) return false;
  const more = line.slice(block.length);
  return besides.some(([name, words]) => name.test(block) && words.test(more));
}

/** Takes out the texts that are shown at a login: they may hold any line, those of a configuration too. */
export function withoutBanners(text: string): string {
  let end: string | null = null;
  const kept = text.split('\n').filter((line) => {
    if (end !== null) {
      if (line.includes(end)) end = null;
      return false;
    }
    end = endOfBanner(line);
    return end === null;
  });
  return kept.join('\n');
}

/** IOS-XE ends a banner by the sign that stands before it, EOS by a line `EOF`. Null for a line that begins none, or ends it too. */
function endOfBanner(line: string): string | null {
  if (/^banner [a-z-]+$/.test(line)) return 'EOF';
  const start = /^banner [a-z-]+ \^C(.*)$/.exec(line);
  return start && !start[1]!.includes('^C') ? '^C' : null;
}

/**
 * Whether a line is in force. `no <line>` is in force when nothing in the block begins with it: that is how `no ip ospf cost` takes away
 * `ip ospf cost 10`.
 */
export function holdsLine(text: string, block: string, line: string): boolean | null {
  const lines = linesOfBlock(text, block);
  if (lines === undefined) return line.startsWith('no ') ? true : null;
  if (!line.startsWith('no ')) return lines.includes(line);
  const removed = line.slice(3);
  return !lines.some((held) => held === removed || held.startsWith(`${removed} `));
}
