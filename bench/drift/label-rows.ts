import { createLabelDrift } from '../../src/models/drift/label-drift.ts';
import { type CsvTable, findColumns, parseCell, placeOf, readCsv } from '../../src/telemetry/csv/csv.ts';
import { badCell } from '../../src/telemetry/csv/csv-rows.ts';

/** A row of a file of labels. */
export interface LabelRow {
  /** The cell of the column `i`, as it stands there. */
  id: string;
  isWrong: boolean;
}

/** Reads `i,error`. Throws `bad-csv`, naming row, line and column, for what is no number that rises and no 0 or 1, and for a file without rows. */
export function readLabels(file: string): LabelRow[] {
  const table = readCsv(file);
  const at = findColumns(table, ['i', 'error']);
  if (table.rows.length === 0)
    throw badCell({ file, row: 1, line: table.lines[1] ?? 2 }, 'error', 'there is no row below the header');
  let last = Number.NEGATIVE_INFINITY;
  return table.rows.map((cells, row) => {
    const refuse = (column: 'i' | 'error', why: string) =>
      badCell(placeOf(table, row), column, `"${cells[at[column]]}" ${why}`);
    const id = parseId(table, row, at.i, () => refuse('i', 'is no whole number'));
    if (id <= last) throw refuse('i', 'is not above the one before');
    last = id;
    const error = cells[at.error]!.trim();
    if (error !== '0' && error !== '1') throw refuse('error', 'is neither 0 nor 1');
    return { id: cells[at.i]!, isWrong: error === '1' };
  });
}

function parseId(table: CsvTable, row: number, column: number, refusal: () => Error): number {
  const id = parseCell(table, row, column);
  if (Number.isSafeInteger(id)) return id;
  throw refusal();
}

/** Whether the product sees a drift at each row, from the rows up to it. */
export function driftRows(rows: readonly LabelRow[]): boolean[] {
  const detector = createLabelDrift();
  return rows.map(({ isWrong }) => detector.add(isWrong) !== null);
}
