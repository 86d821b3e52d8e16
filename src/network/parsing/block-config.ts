import { isComment } from './comparable-lines.ts';

/** Configurations that show blocks by indentation: a line at the margin, and what belongs to it one space or more to the right. */

/** Lines of one block, trimmed; the lines at the margin for an empty name. Undefined when there is no such block. */
export function linesOfBlock(text: string, block: string): string[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !isComment(line));
  if (block === '') return lines.filter((line) => /^\S/.test(line));
  const start = lines.findIndex((line) => line === block || isInVrf(line, block));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !/^\s/.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => line.trim());
}

/** A numbered process in a VRF is entered by its number alone, and stands in the configuration with its VRF. */
function isInVrf(line: string, block: string): boolean {
  return /^router ospf \d+$/.test(block) && /^ vrf \S+$/.test(line.slice(block.length)) && line.startsWith(block);
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

/** The value of `<key> <value>` in a block, or undefined. */
export function valueInBlock(text: string, block: string, key: string): string | undefined {
  return linesOfBlock(text, block)
    ?.find((line) => line.startsWith(`${key} `))
    ?.slice(key.length + 1);
}
