/**
 * Ends the process quietly once nobody reads its results, as with `| head`; the exit code is what the command has found until then. A bot
 * whose log nobody reads any more goes on.
 */
export function endWithReader(ending: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit' | 'exitCode'>): void {
  const onBroken = (then: () => void) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    then();
  };
  ending.stdout.on(
    'error',
    onBroken(() => ending.exit(ending.exitCode ?? 0)),
  );
  ending.stderr.on(
    'error',
    onBroken(() => undefined),
  );
}

/** One JSON document on one line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A time as people read it: UTC, to the second. */
export const formatUtc = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Columns as wide as their widest cell, two spaces between them. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return [line(header), ...rows.map(line)].join('\n');
}

/** Names that are listed before the rest is counted. */
const namesShown = 8;

/** `core1, core2`, and of many names the first and how many more there are. */
export function firstNames(names: readonly string[]): string {
  const rest = names.length - namesShown;
  return names.slice(0, namesShown).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
