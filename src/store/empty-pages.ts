import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NocturneError } from '../errors.ts';
import type { Query } from './query.ts';

/** https://www.postgresql.org/docs/current/storage-page-layout.html; all numbers in a page are little-endian. */
const pageBytes = 8192;
const headerBytes = 24;
const lineBytes = 4;
/** Of a page of a B-tree (nbtree.h): flags of the page, and the mark of a tuple that leads to no single row (itup.h). */
const leafFlag = 1;
const otherTuple = 0x2000;

/**
 * PostgreSQL takes a page of zeros for one that is not used yet and answers as if its rows had never been there. Here every row that a unique
 * index leads to must stand on a page that is used. A page that was added just before a crash is none of these, because a page of the index is
 * written after what it leads to. To be called before anything else uses the database; `folder` is that of the database. Throws
 * `store-damaged`, naming the table.
 */
export async function refuseEmptyPages(query: Query, folder: string): Promise<void> {
  // What recovery has brought back must stand in the files before they are read.
  await query('CHECKPOINT');
  const { rows } = await query(
    `WITH ours AS (SELECT c.oid, c.reltoastrelid, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('nocturne', 'bullmq', 'checkpoints') AND c.relkind = 'r'),
     stored AS (SELECT oid, name FROM ours UNION ALL SELECT reltoastrelid, name FROM ours WHERE reltoastrelid <> 0)
     SELECT s.name, pg_relation_filepath(s.oid) AS rows, pg_relation_filepath(i.indexrelid) AS index
     FROM stored s JOIN pg_index i ON i.indrelid = s.oid JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
     WHERE i.indisunique AND i.indpred IS NULL AND a.amname = 'btree' AND pg_relation_size(s.oid) > 0`,
  );
  for (const { name, rows: file, index } of rows as { name: string; rows: string; index: string }[]) {
    const empty = await emptyPages(join(folder, file));
    if (empty.size === 0 || !(await leadsTo(join(folder, index), empty))) continue;
    throw new NocturneError(
      'store-damaged',
      `The table ${name} is damaged: a part of ${file} holds nothing but zeros`,
      {
        hint: 'restore the database from a backup',
      },
    );
  }
}

/** The numbers of the pages of zeros. */
async function emptyPages(file: string): Promise<Set<number>> {
  const empty = new Set<number>();
  await eachPage(file, (page, number) => {
    if (page.equals(zeros)) empty.add(number);
  });
  return empty;
}

const zeros = Buffer.alloc(pageBytes);

/** Whether a leaf of the index leads to a row on one of these pages. */
async function leadsTo(file: string, pages: ReadonlySet<number>): Promise<boolean> {
  let found = false;
  await eachPage(file, (page, number) => {
    // The first page says where the root is.
    if (number > 0 && !page.equals(zeros)) found ||= rowPages(page).some((each) => pages.has(each));
  });
  return found;
}

/** The pages of the rows that a page of an index leads to; none for a page that leads to other pages of the index. */
function rowPages(page: Buffer): number[] {
  const [lower, special] = [page.readUInt16LE(12), page.readUInt16LE(16)];
  if (special + 16 > pageBytes || lower > pageBytes || (page.readUInt16LE(special + 12) & leafFlag) === 0) return [];
  const numbers: number[] = [];
  for (let line = headerBytes; line + lineBytes <= lower; line += lineBytes) {
    const tuple = page.readUInt32LE(line) & 0x7fff;
    const isRow = tuple > 0 && tuple + 8 <= pageBytes && (page.readUInt16LE(tuple + 6) & otherTuple) === 0;
    if (isRow) numbers.push(page.readUInt16LE(tuple) * 65_536 + page.readUInt16LE(tuple + 2));
  }
  return numbers;
}

const pagesAtOnce = 128;

async function eachPage(file: string, look: (page: Buffer, number: number) => void): Promise<void> {
  const handle: FileHandle = await open(file);
  try {
    const buffer = Buffer.alloc(pagesAtOnce * pageBytes);
    for (let first = 0; ; first += pagesAtOnce) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, first * pageBytes);
      const pages = Math.floor(bytesRead / pageBytes);
      for (let i = 0; i < pages; i++) look(buffer.subarray(i * pageBytes, (i + 1) * pageBytes), first + i);
      if (pages < pagesAtOnce) return;
    }
  } finally {
    await handle.close();
  }
}
