import type { Fields } from '../entities.ts';
import { checkList, checkString, isFields, type Place } from './problem.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/table-block */
export function checkTable(block: Fields, place: Place): void {
  const rows = checkList(block.rows, place.at('rows'), { max: 100, min: 1, required: true });
  checkRows(rows, place.at('rows'), { mayHeaderBeRich: true });
  checkList(block.column_settings, place.at('column_settings'), { max: 20 });
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block: a header and 1 to 100 rows. */
export function checkDataTable(block: Fields, place: Place): void {
  checkString(block.caption, place.at('caption'), { max: 2000, min: 1, required: true });
  const pageSize = block.page_size;
  if (pageSize !== undefined && !(Number(pageSize) >= 1 && Number(pageSize) <= 100)) {
    place.at('page_size').report('must be between 1 and 100');
  }
  const rows = checkList(block.rows, place.at('rows'), { max: 101, min: 2, required: true });
  checkRows(rows, place.at('rows'), { mayHeaderBeRich: false });
  const widths = new Set(rows.map((row) => (Array.isArray(row) ? row.length : -1)));
  if (widths.size > 1) place.at('rows').report('all rows must have the same number of cells');
}

const maxTableCharacters = 10_000;

function checkRows(rows: unknown[], place: Place, { mayHeaderBeRich }: { mayHeaderBeRich: boolean }): void {
  let characters = 0;
  rows.forEach((row, rowIndex) => {
    checkList(row, place.at(rowIndex), { max: 20, min: 1, required: true }).forEach((cell, column) => {
      const at = place.at(rowIndex).at(column);
      if (!isFields(cell)) {
        at.report('must be an object');
        return;
      }
      characters += checkCell(cell, at, { mayBeRich: rowIndex > 0 || mayHeaderBeRich });
    });
  });
  if (characters > maxTableCharacters) place.report(`must hold less than ${maxTableCharacters + 1} characters`);
}

/** Returns how many characters the cell holds. */
function checkCell(cell: Fields, place: Place, { mayBeRich }: { mayBeRich: boolean }): number {
  if (cell.type === 'rich_text') {
    if (!mayBeRich) place.at('type').report('unsupported type in a header row: rich_text');
    return JSON.stringify(cell.elements ?? []).length / 2;
  }
  if (cell.type !== 'raw_text' && cell.type !== 'raw_number') {
    place.at('type').report(`unsupported type: ${String(cell.type)}`);
    return 0;
  }
  if (cell.type === 'raw_number' && typeof cell.value !== 'number') place.at('value').report('must be a number');
  checkString(cell.text, place.at('text'), { max: 3000, min: cell.type === 'raw_text' ? 1 : 0, required: true });
  return String(cell.text ?? '').length;
}
