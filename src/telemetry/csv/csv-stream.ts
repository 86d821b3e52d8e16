import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { NocturneError } from '../../errors.ts';
import { formatBytes } from '../../foundation/room.ts';
import {
  type CsvPlace,
  checkLength,
  csvForm,
  emptyFile,
  isEmptyLine,
  linesOf,
  openQuote,
  readHeader,
} from './csv-rows.ts';

/** A row of a CSV file; it has as many cells as there are columns. */
export interface CsvRow extends CsvPlace {
  cells: readonly string[];
}

/** No row of telemetry is so long: a quote that is never closed would swallow the rest of the file. */
const longestRow = 1_000_000;

/**
 * Reads CSV row by row, so that a file of any size needs no more memory than whoever takes its rows. Throws what `readCsv` does, `bad-csv` for a row
 * beyond all measure, and what `begin` and its answer throw.
 *
 * @param file its name in errors
 * @param separatorOf tells by the first line what stands between two cells
 * @param begin is told the names of the columns, and answers with what takes the rows
 */
export async function streamCsv(
  file: string,
  chunks: AsyncIterable<Buffer>,
  separatorOf: (firstLine: string) => string,
  begin: (columns: string[]) => (row: CsvRow) => void,
): Promise<void> {
  let columns: string[] = [];
  let take: ((row: CsvRow) => void) | undefined;
  const next: CsvPlace = { file, row: 0, line: 1 };
  /** Empty lines at the end are no rows, and nobody knows yet whether more comes behind these. */
  let empty: CsvRow[] = [];

  function give({ cells, ...place }: CsvRow): void {
    if (take) {
      checkLength(columns, place, cells);
      take({ ...place, cells });
    } else {
      columns = readHeader(place, cells);
      take = begin(columns);
    }
  }

  function onRecord(cells: string[]): null {
    const row = { ...next, cells };
    next.row += 1;
    next.line += linesOf(cells);
    if (isEmptyLine(cells)) {
      empty.push(row);
      return null;
    }
    giveEmpty();
    give(row);
    return null;
  }

  function giveEmpty(): void {
    for (const each of empty) give(each);
    empty = [];
  }

  const { first, all } = await peekLine(chunks);
  const options = { ...csvForm, delimiter: separatorOf(first), on_record: onRecord, max_record_size: longestRow };
  try {
    // Every row is taken on the way, so that nothing comes out at the end.
    await pipeline(all, parse(options), async (rest) => {
      for await (const _ of rest);
    });
  } catch (thrown) {
    const { code, column } = thrown as CsvError;
    if (code === 'CSV_QUOTE_NOT_CLOSED') {
      giveEmpty();
      throw openQuote(columns, next, Number(column));
    }
    throw code === 'CSV_MAX_RECORD_SIZE' ? tooLong(next) : thrown;
  }
  if (!take) throw emptyFile(file);
}

/** The first line of the chunks, or all when there is no other, and the chunks once more. */
async function peekLine(chunks: AsyncIterable<Buffer>): Promise<{ first: string; all: AsyncGenerator<Buffer> }> {
  const source = chunks[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let length = 0;
  for (let next = await source.next(); !next.done; next = await source.next()) {
    seen.push(next.value);
    length += next.value.length;
    if (next.value.includes('\n') || length > longestRow) break;
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield* seen;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  }
  return { first: Buffer.concat(seen).toString('utf8').split(/\r?\n/, 1)[0]!, all: all() };
}

function tooLong({ file, row, line }: CsvPlace): NocturneError {
  const message = `${file}, row ${row} (line ${line}) is longer than ${formatBytes(longestRow)}`;
  return new NocturneError('bad-csv', message, {
    hint: 'does it hold a quote that is never closed?',
    detail: { file },
  });
}
