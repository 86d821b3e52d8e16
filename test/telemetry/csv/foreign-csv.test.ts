import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCell } from '../../../src/telemetry/csv/csv.ts';
import { readForeignCsv } from '../../../src/telemetry/csv/foreign-csv.ts';
import { parseWideTable } from '../../../src/telemetry/csv/wide-csv.ts';
import { readWideLabels } from '../../../src/telemetry/csv/wide-labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'foreign-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(text: string): string {
  const file = join(folder, `${++files}.csv`);
  writeFileSync(file, text);
  return file;
}
const read = (text: string, ...more: [Parameters<typeof readForeignCsv>[1]?, Parameters<typeof readForeignCsv>[2]?]) =>
  readForeignCsv(write(text), ...more);

const start = Date.UTC(2014, 1, 14, 14, 27);
const minutes = [0, 5, 10, 15].map((minute) => start + minute * 60_000);
const iso = (at: number) => new Date(at).toISOString();
const digits = (at: number, count: number) => iso(at).replace(/\D/g, '').slice(0, count);

describe('the times of a CSV file', () => {
  const forms: [string, (at: number) => string][] = [
    ['milliseconds', (at) => `${at}`],
    ['seconds', (at) => `${at / 1000}`],
    ['seconds with a fraction', (at) => `${at / 1000}.000`],
    ['microseconds', (at) => `${at}000`],
    ['nanoseconds', (at) => `${at}000000`],
    ['the digits of a date and a time', (at) => digits(at, 14)],
    ['the digits of a date, an hour and a minute', (at) => digits(at, 12)],
    ['ISO 8601', iso],
    ['a date without a zone', (at) => iso(at).slice(0, 19).replace('T', ' ')],
    ['a date with a zone', (at) => `${iso(at + 3_600_000).slice(0, 19)}+01:00`],
  ];
  it.each(forms)('are the same in %s', (_name, form) => {
    const { timesMs } = parseWideTable(read(`time,value\n${minutes.map((at) => `${form(at)},1`).join('\n')}`));
    expect([...timesMs]).toEqual(minutes);
  });

  it('are days, when they are eight digits of dates', () => {
    const { timesMs } = parseWideTable(read('date,value\n20140214,1\n20140215,1'));
    expect([...timesMs]).toEqual([Date.UTC(2014, 1, 14), Date.UTC(2014, 1, 15)]);
  });

  it('are refused, with row and column, when a row counts something else than the first', () => {
    const mixed = `time,value\n${start},1\n${start}000,1`;
    expect(() => parseWideTable(read(mixed))).toThrow(
      /row 2 \(line 3\), column time.*counts microseconds, and the first row milliseconds/,
    );
    expect(() => parseWideTable(read('time,value\n20140214142700,1\n20141399999999,1'))).toThrow(/row 2 .*is no date/);
  });
});

describe('a CSV file of others', () => {
  const rows = [
    ['2014-02-14 00:00:00', 'r1', '1.5', '0'],
    ['2014-02-14 00:01:00', 'r1', '', '1'],
  ];
  const written: [string, string][] = [
    ['ours', 'time,entity,value,label\n2014-02-14 00:00:00,r1,1.5,0\n2014-02-14 00:01:00,r1,,1\n'],
    ['other names', 'Timestamp,host,value,is_anomaly\n2014-02-14 00:00:00,r1,1.5,0\n2014-02-14 00:01:00,r1,NA,1\n'],
    [
      'semicolons and decimal commas',
      'timestamp;device;value;anomaly\n2014-02-14 00:00:00;r1;1,5;false\n2014-02-14 00:01:00;r1;N/A;true\n',
    ],
    ['tabs', '_time\tnode\tvalue\tlabel\n2014-02-14 00:00:00\tr1\t1.5\t0\n2014-02-14 00:01:00\tr1\tnull\t1\n'],
    [
      'a byte order mark and Windows line ends',
      '\ufefftime,entity,value,label\r\n2014-02-14 00:00:00,r1,1.5,0\r\n2014-02-14 00:01:00,r1,None,1\r\n',
    ],
  ];
  it.each(written)('is read as ours: %s', (_name, text) => {
    const table = read(text);
    expect(table.columns).toEqual(['time', 'entity', 'value', 'label']);
    expect(table.rows).toEqual(rows);
    const wide = parseWideTable(table);
    expect([...wide.values]).toEqual([1.5, Number.NaN]);
    expect([...readWideLabels(table, wide.entities)!]).toEqual([0, 1]);
  });

  it('keeps an empty first cell beside a quoted text, and does not take its comma for a decimal one', () => {
    const table = read('value,entity,time\n50,"rack 2, sw1",2014-02-14 00:00:00\n,"rack 2, sw1",2014-02-14 00:02:00\n');
    expect(table.rows[1]).toEqual(['', 'rack 2, sw1', '2014-02-14 00:02:00']);
    expect(new Set(parseWideTable(table).entities).size).toBe(1);
  });

  it('takes a comma for a thousand sign nowhere: where a point stands too, the cell is refused', () => {
    const table = read('time;value\n2014-02-14 00:00:00;1.5\n2014-02-14 00:01:00;1,500\n');
    expect(() => parseCell(table, 1, 1)).toThrow(/row 2 .*"1,500" is not a number/);
  });

  it('says which option names a column that it does not find', () => {
    const text = 'when,what,value\n2014-02-14,r1,1\n';
    const hint = (run: () => unknown) => {
      try {
        run();
      } catch (thrown) {
        return `${(thrown as Error).message} ${(thrown as { hint?: string }).hint}`;
      }
      return '';
    };
    expect(hint(() => read(text, {}, ['time']))).toMatch(/no column time.*--time-column.*when, what, value/);
    expect(hint(() => read(text, { entity: 'who' }))).toMatch(/no column who.*--entity-column/);
    expect(read(text, { time: 'when', entity: 'what' }, ['time']).columns).toEqual(['time', 'entity', 'value']);
  });
});
