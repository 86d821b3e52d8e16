/** The words of a line of a table, whatever blanks stand between them. */
export function columnsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

/** The lines of a table below its heading, each as its words; the heading is the first line that `isHeading` takes. Undefined without one. */
export function readTable(
  text: string,
  isHeading: (columns: string[]) => boolean,
): { heading: string[]; rows: string[][] } | undefined {
  const lines = text.split('\n').map(columnsOf);
  const start = lines.findIndex(isHeading);
  if (start < 0) return undefined;
  return { heading: lines[start]!, rows: lines.slice(start + 1) };
}
