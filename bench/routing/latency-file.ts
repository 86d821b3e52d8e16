import { NocturneError } from '../../src/errors.ts';
import type { LatencySlices, SitePair } from '../../src/models/routing/latency-slices.ts';
import { type CsvTable, findColumns, placeOf, readCsv } from '../../src/telemetry/csv/csv.ts';
import { badCell } from '../../src/telemetry/csv/csv-rows.ts';

/** Latency between nodes in slices, as a file of changes says it. */
export interface LatencyFile {
  slices: LatencySlices;
  /** The number of the first slice, as the file counts. */
  first: number;
}

interface Row {
  t: number;
  src: string;
  dst: string;
  latencyMs: number;
}

const msPerUnit = 10;

/**
 * Reads files of `t,src,dst,rtt_cs`, in units of 10 ms, 0 for what was not measured. The first slice of each file lists every ordered pair of its nodes;
 * later ones list only what changed, and a slice without a row is as the one before. Node ids may be any text and are the same in all files. Throws
 * `bad-csv`, naming row and column.
 */
export function readLatencyFiles(files: readonly string[]): { nodes: string[]; files: LatencyFile[] } {
  const read = files.map((file) => {
    const table = readCsv(file);
    return { table, rows: readRows(table) };
  });
  const nodes = [...new Set(read.flatMap(({ rows }) => rows.flatMap(({ src, dst }) => [src, dst])))];
  const number = new Map(nodes.map((node, i) => [node, i]));
  return { nodes, files: read.map(({ table, rows }) => toSlices(table, rows, number)) };
}

/** Reads `src,dst`. Throws `bad-csv` for a node that is in no file of latencies, and for a pair that is listed twice. */
export function readPairs(file: string, nodes: readonly string[]): SitePair[] {
  const table = readCsv(file);
  const columns = findColumns(table, ['src', 'dst']);
  const number = new Map(nodes.map((node, i) => [node, i]));
  const seen = new Set<string>();
  return table.rows.map((cells, row) => {
    const find = (column: 'src' | 'dst') => {
      const name = cells[columns[column]]!;
      const node = number.get(name);
      if (node === undefined) throw badCell(placeOf(table, row), column, `"${name}" is in no file of latencies`);
      return node;
    };
    const pair = { src: find('src'), dst: find('dst') };
    if (pair.src === pair.dst) throw badCell(placeOf(table, row), 'dst', 'a pair needs two nodes');
    const key = `${pair.src} ${pair.dst}`;
    if (seen.has(key)) throw badCell(placeOf(table, row), 'dst', 'this pair is listed twice');
    seen.add(key);
    return pair;
  });
}

function readRows(table: CsvTable): Row[] {
  const columns = findColumns(table, ['t', 'src', 'dst', 'rtt_cs']);
  if (table.rows.length === 0) throw new NocturneError('bad-csv', `${table.file} has no row`);
  let before = -1;
  return table.rows.map((cells, row) => {
    const bad = (column: keyof typeof columns, problem: string) => badCell(placeOf(table, row), column, problem);
    const [time, rtt] = [cells[columns.t]!, cells[columns.rtt_cs]!];
    const [src, dst] = [cells[columns.src]!, cells[columns.dst]!];
    if (!/^\d{1,9}$/.test(time)) throw bad('t', `"${time}" is not the number of a slice`);
    const t = Number(time);
    if (t < before) throw bad('t', `slice ${t} comes after slice ${before}`);
    before = t;
    if (src === '') throw bad('src', 'is empty');
    if (dst === '' || dst === src) throw bad('dst', dst === '' ? 'is empty' : 'is the source itself');
    const value = Number(rtt);
    if (!/^\d+(\.\d+)?$/.test(rtt) || !Number.isFinite(value)) throw bad('rtt_cs', `"${rtt}" is not a latency`);
    return { t, src, dst, latencyMs: value === 0 ? Number.NaN : value * msPerUnit };
  });
}

function toSlices(table: CsvTable, rows: readonly Row[], number: ReadonlyMap<string, number>): LatencyFile {
  const first = rows[0]!.t;
  checkFirstSlice(table, rows, first);
  const nodes = number.size;
  const values: Float32Array[] = [];
  let now = new Float32Array(nodes * nodes).fill(Number.NaN);
  let changed = new Set<number>();
  for (const [row, { t, src, dst, latencyMs }] of rows.entries()) {
    while (values.length < t - first) {
      values.push(now);
      now = now.slice();
      changed = new Set();
    }
    const pair = number.get(src)! * nodes + number.get(dst)!;
    if (changed.has(pair)) throw badCell(placeOf(table, row), 'dst', `${src} to ${dst} is listed twice in slice ${t}`);
    changed.add(pair);
    now[pair] = latencyMs;
  }
  values.push(now);
  return { slices: { nodes, values }, first };
}

/** Otherwise a pair that is left out would silently count as not measured. */
function checkFirstSlice({ file }: CsvTable, rows: readonly Row[], first: number): void {
  const names = [...new Set(rows.flatMap(({ src, dst }) => [src, dst]))];
  const listed = new Set(rows.filter(({ t }) => t === first).map(({ src, dst }) => JSON.stringify([src, dst])));
  for (const src of names)
    for (const dst of names)
      if (src !== dst && !listed.has(JSON.stringify([src, dst])))
        throw new NocturneError('bad-csv', `${file}: the first slice, ${first}, does not list ${src} to ${dst}`, {
          hint: 'the first slice lists every ordered pair, with 0 for what was not measured',
        });
}
