import { badCell, type CsvPlace } from './csv-rows.ts';

/** Columns that say which rows are anomalous, the first that is there counts. */
const kinds = ['label', 'change_point'] as const;

export type LabelKind = (typeof kinds)[number];

/** By which of the columns the rows are labelled; null by none. */
export const labelKindOf = (columns: readonly string[]): LabelKind | null =>
  kinds.find((kind) => columns.includes(kind)) ?? null;

/** Rows from a labelled change on that count as the change. */
const changeRows = 5;

/** Says of row after row whether it is anomalous. */
export interface LabelReader {
  /** 0 or 1. Throws `bad-csv`, naming the cell, for a mark that is neither. */
  read(mark: number, row: CsvPlace & { entity: string }, cell: string): number;
}

/** `label` says it of its row; a 1 in `change_point` stands for itself and the next four rows of its entity. */
export function createLabelReader(kind: LabelKind): LabelReader {
  const left = new Map<string, number>();
  return {
    read(mark, row, cell) {
      if (mark !== 0 && mark !== 1) throw badCell(row, kind, `"${cell}" is neither 0 nor 1`);
      if (kind === 'label') return mark;
      const rest = mark ? changeRows : (left.get(row.entity) ?? 0);
      left.set(row.entity, Math.max(0, rest - 1));
      return rest > 0 ? 1 : 0;
    },
  };
}
