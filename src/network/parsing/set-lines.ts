/** Blocks in blocks: text that goes deeper is no configuration. */
const deepest = 100;

/**
 * Reads a configuration in curly brackets, one statement a line, as `set …` lines: each says everything about itself, which makes them fit to
 * compare and to look things up in. Text that is `set …` lines already stays as it is. Of statements below an `inactive:` one nothing is in force:
 * a line `deactivate …` says so, and they stand as `inactive: set …`.
 */
export function toSetLines(text: string): string[] {
  const path: { words: string; off: boolean }[] = [];
  const lines: string[] = [];
  for (const line of bareLines(text)) {
    if (/^(?:inactive: )?(?:set|deactivate) /.test(line)) lines.push(line);
    else if (line === '}') path.pop();
    else if (line.endsWith('{') || line.endsWith(';')) {
      const off = line.startsWith('inactive: ');
      const words = line.replace(/^(?:inactive: |protect: |replace: )+/, '').replace(/(?<!\s)\s*[{;]$/, '');
      const hidden = path.some((outer) => outer.off);
      const name = [...path.map((outer) => outer.words), words].join(' ');
      if (off && !hidden) lines.push(`deactivate ${name}`);
      if (path.length > deepest) return [];
      if (line.endsWith('{')) path.push({ words, off });
      else lines.push(...spread(name).map((each) => `${off || hidden ? 'inactive: ' : ''}set ${each}`));
    }
  }
  return lines;
}

/** Whether every bracket that was opened is closed again and nothing but statements stands beside them. An empty text is not whole. */
export function isWholeTree(text: string): boolean {
  const lines = bareLines(text).filter((line) => !/^\{\S+\}$/.test(line));
  let depth = 0;
  for (const line of lines) {
    if (line === '}') depth--;
    else if (line.endsWith('{')) depth++;
    else if (depth === 0 && !line.endsWith(';') && !/^(?:inactive: )?(?:set|deactivate) /.test(line)) return false;
    if (depth < 0) return false;
  }
  return depth === 0 && lines.length > 0;
}

/** The trimmed lines without comments, whether the system or a person put them there. A comment that is not ended hides what follows. */
function bareLines(text: string): string[] {
  let inComment = false;
  return text.split('\n').flatMap((raw) => {
    let line = raw.trim();
    if (inComment || line.startsWith('/*')) {
      const end = line.indexOf('*/', inComment ? 0 : 2);
      inComment = end < 0;
      line = inComment ? '' : line.slice(end + 2).trim();
    }
    line = line.startsWith('#') ? '' : withoutRemark(line);
    return line === '' ? [] : [line];
  });
}

/** Takes away ` ## …` behind a statement; the same signs in a quoted text are part of it. */
function withoutRemark(line: string): string {
  for (let at = line.indexOf(' ## '), quoted = 0, from = 0; at >= 0; at = line.indexOf(' ## ', at + 1)) {
    quoted += countQuotes(line, from, at);
    from = at;
    if (quoted % 2 === 0) return line.slice(0, at).trimEnd();
  }
  return line;
}

function countQuotes(line: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (line[i] === '"' && line[i - 1] !== '\\') count++;
  return count;
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
