import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/telemetry/csv/csv.ts';
import { streamCsv } from '../../../src/telemetry/csv/csv-stream.ts';
import { readChunks } from '../../../src/telemetry/csv/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'csv-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'made.csv');

type Outcome = { columns: string[]; rows: { line: number; cells: readonly string[] }[] } | { error: string };

const message = (thrown: unknown) => ({ error: (thrown as Error).message });

async function stream(chunks: AsyncIterable<Buffer>): Promise<Outcome> {
  const read: Outcome = { columns: [], rows: [] };
  const begin = (columns: string[]) => {
    read.columns = columns;
    return ({ line, cells }: { line: number; cells: readonly string[] }) => void read.rows.push({ line, cells });
  };
  return streamCsv(file, chunks, () => ',', begin).then(() => read, message);
}

function whole(): Outcome {
  try {
    const { columns, rows, lines } = readCsv(file);
    return { columns, rows: rows.map((cells, i) => ({ line: lines[i + 1]!, cells })) };
  } catch (thrown) {
    return message(thrown);
  }
}

async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Buffer> {
  const places = [...at.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** Files that are mostly right, with everything that has to be told apart: quotes, line ends, signs of several bytes. */
const cell = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', '1', '2.5', 'é', '😀', 'a b') },
  fc.constantFrom('"x"', '"a,b"', '"a""b"', '"two\nlines"', '"two\r\nlines"', 'a"b', '""', '"'),
);
const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
const text = fc
  .record({
    mark: fc.constantFrom('', '\ufeff'),
    header: fc.constantFrom('a', 'a,b', 'a,"b"', 'time,"two\nlines",c', ''),
    lines: fc.array(line, { maxLength: 12 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\r\n\r\n'),
  })
  .map(({ mark, header, lines, lineEnd, end }) => `${mark}${[header, ...lines].join(lineEnd)}${end}`);

describe('a CSV file that is read row by row', () => {
  it('gives what it gives as a whole, or the same error, wherever its chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 8 }), async (content, places) => {
        const bytes = Buffer.from(content);
        writeFileSync(file, bytes);
        expect(await stream(cut(bytes, places))).toEqual(whole());
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same in chunks of one byte', async () => {
    const content = '\ufefftime,x,"a\r\nb"\r\n1,"é, ""quoted""\n",\r\n\r\n2,😀,3\n';
    writeFileSync(file, content);
    const bytes = Buffer.from(content);
    const every = Array.from(bytes, (_, i) => i);
    expect(await stream(cut(bytes, every))).toEqual(whole());
    expect(await stream(readChunks(file))).toEqual(whole());
  });

  it('is refused for a quote that is never closed, before it was swallowed as a whole', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('time,x\n1,"');
      for (; given < 1_000; given++) yield Buffer.alloc(64 * 1024, 'y');
    }
    expect(await stream(endless())).toEqual({ error: `${file}, row 1 (line 2) is longer than 1 MB` });
    expect(given).toBeLessThan(100);
  });

  it('ends the reading when whoever takes the rows has enough', async () => {
    let ended = false;
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('time,x\n');
        for (;;) yield Buffer.from('1,2\n');
      } finally {
        ended = true;
      }
    }
    let seen = 0;
    const reading = streamCsv(
      file,
      chunks(),
      () => ',',
      () => () => {
        seen += 1;
        if (seen === 10) throw new Error('enough');
      },
    );
    await expect(reading).rejects.toThrow('enough');
    expect([seen, ended]).toEqual([10, true]);
  });

  it('tells how much of it was read', async () => {
    writeFileSync(file, `time,x\n${'1,2\n'.repeat(100_000)}`);
    const told: number[] = [];
    for await (const _ of readChunks(file, (done, total) => told.push(done / total)));
    expect(told.at(-1)).toBe(1);
    expect(told.every((share, i) => i === 0 || share >= told[i - 1]!)).toBe(true);
  });

  it('says which file is missing, damaged, or none', async () => {
    const read = async (name: string) => stream(readChunks(join(folder, name)));
    expect(await read('none.csv')).toEqual({ error: expect.stringMatching(/none\.csv is not there/) });
    expect(await read('.')).toEqual({ error: expect.stringMatching(/is a folder, and a file is wanted/) });
    writeFileSync(join(folder, 'cut.csv.gz'), Buffer.from('1f8b0800000000000003', 'hex'));
    expect(await read('cut.csv.gz')).toEqual({ error: expect.stringMatching(/cut\.csv\.gz is not a whole gzip file/) });
    writeFileSync(join(folder, 'text.csv.gz'), 'time,x\n');
    expect(await read('text.csv.gz')).toEqual({ error: expect.stringMatching(/not a whole gzip file/) });
  });
});
