/** Blocks in blocks: text that goes deeper is no configuration. */
const deepest = 100;

/**
 * Reads a configuration in curly brackets, one statement a line, as `set …` lines: each says everything about itself, which makes them fit to
 * compare and to look things up in. Text that is `set …` lines already stays as it is. Statements below an `inactive:` one are left out; a
 * line `deactivate …` stands for them.
 */
export function toSetLines(text: string): string[] {
  const path: { words: string; off: boolean }[] = [];
  const lines: string[] = [];
  for (const raw of text.split('\n')) {
    const line = withoutRemarks(raw);
    if (/^(set|deactivate) /.test(line)) lines.push(line);
    else if (line === '}') path.pop();
    else if (line.endsWith('{') || line.endsWith(';')) {
      const off = line.startsWith('inactive: ');
      const words = line.replace(/^(?:inactive: |protect: |replace: )+/, '').replace(/(?<!\s)\s*[{;]$/, '');
      const hidden = path.some((outer) => outer.off);
      const name = [...path.map((outer) => outer.words), words].join(' ');
      if (off && !hidden) lines.push(`deactivate ${name}`);
      if (path.length > deepest) return [];
      if (line.endsWith('{')) path.push({ words, off });
      else if (!off && !hidden) lines.push(...spread(name).map((each) => `set ${each}`));
    }
  }
  return lines;
}

/** Comments that the system or a person put beside a statement. */
function withoutRemarks(raw: string): string {
  return raw
    .replace(/(?<!\s)\s+## .*$/, '')
    .replace(/^\s*(?:#|\/\*).*$/, '')
    .trim();
}

/** `x [ a b ]` is `x a` and `x b`. */
function spread(statement: string): string[] {
  const list = statement.endsWith(' ]') ? /^(.*) \[ (.*) \]$/.exec(statement) : null;
  return list ? list[2]!.split(' ').map((value) => `${list[1]} ${value}`) : [statement];
}

/** Whether a `set …` line is in force, or what a `delete …` line removes is gone. Null for any other line. */
export function holdsSetLine(text: string, line: string): boolean | null {
  const [verb, ...words] = line.split(' ');
  const wanted = `set ${words.join(' ')}`;
  const lines = toSetLines(text);
  if (lines.length === 0) return null;
  if (verb === 'set') return lines.includes(wanted);
  if (verb === 'delete') return !lines.some((held) => held === wanted || held.startsWith(`${wanted} `));
  return null;
}
