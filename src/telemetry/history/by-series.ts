/** Rows of one series, column by column. */
export interface ColumnsOfSeries {
  device: string;
  interface: string;
  metric: string;
  columns: Record<string, Float64Array>;
}

/** The rows of an answer, and how many there were before it was cut; it counts one further row at most. */
export interface Found {
  series: ColumnsOfSeries[];
  found: number;
}

/** Columns that say how an answer was cut. */
const countColumns = new Set(['back', 'found']);

/** Splits rows in which those of a series follow each other. Columns 0 to 2 name the series; the rest become numbers. */
export function splitBySeries<Cell>(
  names: readonly string[],
  columns: readonly (readonly Cell[])[],
  toNumber: (cell: Cell) => number,
): Found {
  const [devices = [], ports = [], metrics = []] = columns as unknown as string[][];
  const sameSeries = (a: number, b: number) =>
    devices[a] === devices[b] && ports[a] === ports[b] && metrics[a] === metrics[b];
  const series: ColumnsOfSeries[] = [];
  for (let from = 0, to = 0; from < devices.length; from = to) {
    while (to < devices.length && sameSeries(from, to)) to += 1;
    const numbers: Record<string, Float64Array> = {};
    for (let column = 3; column < names.length; column += 1) {
      if (countColumns.has(names[column]!)) continue;
      numbers[names[column]!] = Float64Array.from(columns[column]!.slice(from, to), toNumber);
    }
    series.push({ device: devices[from]!, interface: ports[from]!, metric: metrics[from]!, columns: numbers });
  }
  return { series, found: Number(columns[names.indexOf('found')]?.[0] ?? 0) };
}
