import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findColumns, parseCell, quoteCell, readCsv } from '../../../src/telemetry/csv/csv.ts';
import { findPacked, readText, writeText } from '../../../src/telemetry/csv/text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
};

describe('a CSV file', () => {
  it('is read packed or plain, with quotes, empty cells and Windows line ends', () => {
    const text = 'time,"a,b",c\r\n1,"say ""x""",\r\n2,,nan\r\n';
    for (const name of ['a.csv', 'b.csv.gz']) {
      const table = readCsv(write(name, text));
      expect(table.columns).toEqual(['time', 'a,b', 'c']);
      expect(table.rows).toEqual([
        ['1', 'say "x"', ''],
        ['2', '', 'nan'],
      ]);
      expect(parseCell(table, 0, 0)).toBe(1);
      expect(parseCell(table, 1, 2)).toBeNaN();
    }
  });

  it.each([
    [
      '\uFEFFtime,x\n1,2\r\n3,4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'time,x\r\n1,2\n3,4\n\n\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['time,x\n1,"two\nlines"\n', [['1', 'two\nlines']]],
    [
      'time,x\n1,5" pipe\n2,"6" pipe"\n',
      [
        ['1', '5" pipe'],
        ['2', '"6" pipe"'],
      ],
    ],
    ['time,x\n,"rack 2, sw1"\n', [['', 'rack 2, sw1']]],
    ['time,x\n', []],
  ])('is read as %j says', (text, rows) => {
    expect(readCsv(write('read.csv', text))).toMatchObject({ columns: ['time', 'x'], rows });
  });

  it.each([
    ['time,x\n1,2\n3,oops\n', /row 2 \(line 3\), column x: "oops" is not a number/],
    ['time,x\n1,2\n3\n', /row 2 \(line 3\), column x: is missing/],
    ['time,x\n1,2,9\n', /row 1 \(line 2\), column number 3: "9" is one cell too many/],
    ['time,x\n1,2\n\n3,4\n', /row 2 \(line 3\), column x: is missing/],
    ['time,"note",x\n1,"two\r\nlines",2\n3,,oops\n', /row 2 \(line 4\), column x: "oops" is not a number/],
    ['time,x\n1,2\n"3,4\n5,6\n', /row 2 \(line 3\), column time: begins with a quote that is never closed/],
    ['time,"x\n1,2\n', /row 0 \(line 1\), column number 2: begins with a quote/],
    ['time,x,x\n1,2,3\n', /row 0 \(line 1\), column x: is there twice/],
    ['time,x\n1,Infinity\n', /row 1 \(line 2\), column x/],
    ['', /is empty/],
    ['time,y\n1,2\n', /has no column x/],
  ])('names the place of what is wrong in %j', (text, message) => {
    expect(() => {
      const table = readCsv(write('bad.csv', text));
      const { x } = findColumns(table, ['x']);
      for (const row of table.rows.keys()) parseCell(table, row, x);
    }).toThrow(message);
  });

  it('says which file is missing or damaged', () => {
    expect(() => readText(join(folder, 'none.csv'))).toThrow(/none\.csv is not there/);
    expect(() => findPacked(join(folder, 'none.csv'))).toThrow(/none\.csv nor .*none\.csv\.gz/);
    writeFileSync(join(folder, 'cut.csv.gz'), gzipSync('time\n1\n').subarray(0, 12));
    expect(() => readText(join(folder, 'cut.csv.gz'))).toThrow(/not a whole gzip file/);
  });

  it('is written back as it was read', () => {
    const file = join(folder, 'deep', 'out.csv.gz');
    writeText(file, `${quoteCell('a,"b"')},2\n`);
    expect(readText(file)).toBe('"a,""b""",2\n');
  });
});
