import { badCell, type CsvTable, parseCell } from './csv.ts';

/** Rows from a labelled change on that count as the change. */
const changeRows = 5;

/**
 * Which rows of a wide CSV are anomalous, 0 or 1: by the column `label`, else by `change_point`, where a 1 stands for itself and the next four
 * rows of its entity. Null when there is neither. Throws `bad-csv`, naming row and column, for a cell that is neither 0 nor 1.
 *
 * @param entities the entity of each row
 */
export function readWideLabels(table: CsvTable, entities: readonly string[]): Uint8Array | null {
  const name = ['label', 'change_point'].find((column) => table.columns.includes(column));
  if (name === undefined) return null;
  const column = table.columns.indexOf(name);
  const marks = Uint8Array.from(table.rows, (cells, i) => {
    const value = parseCell(table, i, column);
    if (value === 0 || value === 1) return value;
    throw badCell(table, i + 1, name, `"${cells[column]}" is neither 0 nor 1`);
  });
  return name === 'label' ? marks : stretch(marks, entities);
}

function stretch(marks: Uint8Array, entities: readonly string[]): Uint8Array {
  const left = new Map<string, number>();
  return marks.map((mark, i) => {
    const rest = mark ? changeRows : (left.get(entities[i]!) ?? 0);
    left.set(entities[i]!, Math.max(0, rest - 1));
    return rest > 0 ? 1 : 0;
  });
}
