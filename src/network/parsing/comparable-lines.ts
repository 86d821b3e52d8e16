/** A line that says nothing: it is blank, or it begins with the sign of a comment. */
export function isComment(line: string, sign = /^\s*!/): boolean {
  return line.trim() === '' || sign.test(line);
}

/**
 * A configuration as it is compared: without comments and blank lines, without spaces at the end of a line, and without the lines that
 * `changesByItself` names. `comment` is how a comment begins.
 */
export function comparableLines(text: string, options: { comment: RegExp; changesByItself: RegExp }): string {
  const kept = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !isComment(line, options.comment) && !options.changesByItself.test(line));
  return `${kept.join('\n')}\n`;
}

/** Whether a configuration ends as systems with `!` between the blocks end theirs. */
export function endsWithEnd(text: string): boolean {
  return /(?:^|\n)end$/.test(text.trimEnd().slice(-4));
}
