import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { NocturneError } from '../../../src/errors.ts';
import { readWideCsv, type WideOptions } from '../../../src/telemetry/csv/wide-csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'wide-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(text: string, packed = false): string {
  const file = join(folder, `${++files}.csv${packed ? '.gz' : ''}`);
  writeFileSync(file, packed ? gzipSync(text) : text);
  return file;
}

/** All of a file, as it was read. */
async function read(text: string, options: WideOptions = {}, packed = false) {
  const rows: { order: number; entity: string; values: number[]; label: number; cause: string }[] = [];
  const { head, toMs } = await readWideCsv(write(text, packed), options, () => (row) => {
    const { order, entity, values, label, cause } = row;
    rows.push({ order, entity, values: [...values], label, cause });
  });
  return { ...head, rows, timesMs: rows.map(({ order }) => toMs(order)) };
}

const start = Date.UTC(2014, 1, 14, 14, 27);
const minutes = [0, 5, 10, 15].map((minute) => start + minute * 60_000);
const iso = (at: number) => new Date(at).toISOString();
const digits = (at: number, count: number) => iso(at).replace(/\D/g, '').slice(0, count);
/** `2`, `14`, `2014`, `14:27`, `2:27`, `02`: parts of a time that others put together. */
const parts = (at: number) => {
  const date = new Date(at);
  const [hour, minute] = [date.getUTCHours(), iso(at).slice(14, 16)];
  const half = `${hour % 12 || 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`;
  return { day: '14', month: '2', month2: '02', year: '2014', clock: iso(at).slice(11, 16), half };
};

/** How others write times. */
const forms: [string, (at: number) => string][] = [
  ['milliseconds', (at) => `${at}`],
  ['seconds', (at) => `${at / 1000}`],
  ['seconds with a fraction', (at) => `${at / 1000}.000`],
  ['microseconds', (at) => `${at}000`],
  ['nanoseconds', (at) => `${at}000000`],
  ['the digits of a date and a time', (at) => digits(at, 14)],
  ['the digits of a date, an hour and a minute', (at) => digits(at, 12)],
  ['ISO 8601', iso],
  ['ISO 8601 with more digits', (at) => iso(at).replace('Z', '456789Z')],
  ['a date without a zone', (at) => iso(at).slice(0, 19).replace('T', ' ')],
  ['a date with a zone', (at) => `${iso(at + 3_600_000).slice(0, 19)}+01:00`],
  [
    'a date with a zone behind a blank',
    (at) =>
      `${iso(at - 5_400_000)
        .slice(0, 19)
        .replace('T', ' ')} -0130`,
  ],
  ['a date with UTC', (at) => `${iso(at).slice(0, 19).replace('T', ' ')} UTC`],
  ['the log of Python', (at) => iso(at).slice(0, 23).replace('T', ' ').replace('.', ',')],
  ['a date with slashes', (at) => iso(at).slice(0, 16).replace('T', ' ').replaceAll('-', '/')],
  ['a date with points', (at) => `${parts(at).day}.${parts(at).month2}.${parts(at).year} ${parts(at).clock}`],
  ['a date with the day first', (at) => `${parts(at).day}/${parts(at).month}/${parts(at).year} ${parts(at).clock}`],
  ['a date with the month first', (at) => `${parts(at).month}/${parts(at).day}/${parts(at).year} ${parts(at).clock}`],
  ['a date with AM and PM', (at) => `${parts(at).month}/${parts(at).day}/${parts(at).year} ${parts(at).half}`],
  ['a date with two digits for the year', (at) => `${parts(at).day}-${parts(at).month2}-14 ${parts(at).clock}`],
  ['a date with the name of the month', (at) => `${parts(at).day} Feb ${parts(at).year} ${parts(at).clock}`],
];

/** How others write the rest: a header, and a row of a time, an entity, a number or none, and a label or none. */
interface Dialect {
  name: string;
  header: string;
  row(time: string, entity: string, value: number | null, label: boolean): string;
  lineEnd?: string;
  mark?: string;
}

const quoted = (cells: readonly (string | number)[], separator: string) =>
  cells.map((cell) => (String(cell).includes(separator) ? `"${cell}"` : cell)).join(separator);

const dialects: Dialect[] = [
  {
    name: 'ours',
    header: 'time,entity,value,label',
    row: (time, entity, value, label) => quoted([time, entity, value ?? '', Number(label)], ','),
  },
  {
    name: 'other names',
    header: 'Timestamp,host,value,is_anomaly',
    row: (time, entity, value, label) => quoted([time, entity, value ?? 'NA', Number(label)], ','),
  },
  {
    name: 'semicolons and decimal commas',
    header: 'timestamp;device;value;anomaly',
    row: (time, entity, value, label) =>
      quoted([time, entity, String(value ?? 'N/A').replace('.', ','), `${label}`], ';'),
  },
  {
    name: 'semicolons and decimal points',
    header: 'date;node;value;outlier',
    row: (time, entity, value, label) => quoted([time, entity, value ?? '-', label ? 'yes' : 'no'], ';'),
  },
  {
    name: 'tabs',
    header: '_time\tnode\tvalue\tlabel',
    row: (time, entity, value, label) => quoted([time, entity, value ?? 'null', Number(label)], '\t'),
  },
  {
    name: 'a byte order mark and Windows line ends',
    header: 'time,entity,value,label',
    row: (time, entity, value, label) => quoted([time, entity, value ?? 'None', Number(label)], ','),
    lineEnd: '\r\n',
    mark: '\ufeff',
  },
  {
    name: 'everything within quotes',
    header: '"time","entity","value","label"',
    row: (time, entity, value, label) => [time, entity, value ?? '', Number(label)].map((cell) => `"${cell}"`).join(),
  },
];

const values = [1.5, null, -0.25, 1e-7];
const labels = [false, true, false, true];

const textOf = ({ header, row, lineEnd = '\n', mark = '' }: Dialect, form: (at: number) => string) =>
  `${mark}${[header, ...minutes.map((at, i) => row(form(at), 'rack 2, sw1', values[i]!, labels[i]!))].join(lineEnd)}${lineEnd}`;

const table = forms.flatMap(([times, form]) =>
  dialects.map((dialect) => ({ times, form, dialect, name: dialect.name })),
);

describe('a wide CSV file of others', () => {
  it.each(table)('is read as ours: $times, $name', async ({ form, dialect }) => {
    const { metrics, hasTime, labelledBy, rows, timesMs } = await read(textOf(dialect, form));
    expect({ metrics, hasTime, labelledBy }).toEqual({ metrics: ['value'], hasTime: true, labelledBy: 'label' });
    expect(timesMs).toEqual(minutes);
    expect(rows.map(({ values: [value] }) => value)).toEqual(values.map((value) => value ?? Number.NaN));
    expect(rows.map(({ label }) => label)).toEqual(labels.map(Number));
    expect(new Set(rows.map(({ entity }) => entity))).toEqual(new Set(['rack 2, sw1']));
  });

  it('is read packed as it is read plain', async () => {
    const text = textOf(dialects[0]!, iso);
    expect(await read(text, {}, true)).toEqual(await read(text));
  });

  it('is as long as its last row that is no empty line, and has a row for each empty line before', async () => {
    const { rows } = await read('value\n1\n\n3\n\n\n');
    expect(rows.map(({ values: [value] }) => value)).toEqual([1, Number.NaN, 3]);
    await expect(read('time,value\n1,2\n\n3,4\n')).rejects.toThrow(/row 2 \(line 3\), column value: is missing/);
  });

  it('marks the rows of a changed entity', async () => {
    const marks = [0, 1, 0, 0, 0, 0, 0, 1, 1, 0];
    const { rows, labelledBy } = await read(
      `entity,value,change_point\n${marks.map((mark) => `a,1,${mark}\nb,1,0`).join('\n')}`,
    );
    expect(labelledBy).toBe('change_point');
    const of = (name: string) => rows.filter(({ entity }) => entity === name).map(({ label }) => label);
    expect([of('a'), of('b')]).toEqual([[0, 1, 1, 1, 1, 1, 0, 1, 1, 1], marks.map(() => 0)]);
  });
});

describe('the times of a CSV file', () => {
  const timesOf = async (column: string[], options: WideOptions = {}) =>
    (await read(`time,value\n${column.map((time) => `${time},1`).join('\n')}`, options)).timesMs;

  it('are days, when they are eight digits of dates, and seconds when one of them is none', async () => {
    expect(await timesOf(['20140214', '20140215'])).toEqual([Date.UTC(2014, 1, 14), Date.UTC(2014, 1, 15)]);
    expect(await timesOf(['20140214', '20140299'])).toEqual([20140214_000, 20140299_000]);
  });

  it('count seconds from a beginning of their own, or minutes when they go up by 1', async () => {
    expect(await timesOf(['0', '60', '120'])).toEqual([0, 60_000, 120_000]);
    expect(await timesOf(['7', '7', '8', '10'])).toEqual([420_000, 420_000, 480_000, 600_000]);
  });

  it.each([
    ['ns', 1e-6],
    ['us', 1e-3],
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
  ] as const)('count %s when that is told, whatever their size', async (precision, unitMs) => {
    for (const column of [
      ['0', '1', '2'],
      ['20140214', '20140215'],
      ['5000000000', '5000000001.5'],
    ])
      expect(await timesOf(column, { precision })).toEqual(
        column.map((time) => expect.closeTo(Number(time) * unitMs, 6)),
      );
    expect(await timesOf(['2014-02-14'], { precision })).toEqual([Date.UTC(2014, 1, 14)]);
  });

  const dates: [string, string, WideOptions['dateOrder'], number | RegExp][] = [
    ['between points the day is first', '02.03.2014', undefined, Date.UTC(2014, 2, 2)],
    ['the day may be told', '02/03/2014', 'day-first', Date.UTC(2014, 2, 2)],
    ['the month may be told', '02/03/2014', 'month-first', Date.UTC(2014, 1, 3)],
    ['also between points', '02.03.2014', 'month-first', Date.UTC(2014, 1, 3)],
    ['nobody knows', '02/03/2014', undefined, /may be day 2 or day 3 of a month.*--date-order/],
    ['it does not matter', '03/03/2014', undefined, Date.UTC(2014, 2, 3)],
    ['a word with a number', 'router 12', undefined, /"router 12" is not a time/],
    ['no such day', '2014-02-30', undefined, /"2014-02-30" is not a time/],
    ['no such month', '31/31/2014', undefined, /"31\/31\/2014" is not a time/],
    ['no such hour', '2014-02-14 25:00', undefined, /is not a time/],
    ['nothing', '', undefined, /"" is not a time/],
  ];
  it.each(dates)('%s: %s, told %s', async (_name, date, dateOrder, expected) => {
    if (typeof expected === 'number') expect(await timesOf([date], { dateOrder })).toEqual([expected]);
    else await expect(timesOf([date], { dateOrder })).rejects.toThrow(expected);
  });

  it('keep the order of their dates', async () => {
    expect(await timesOf(['31/01/2014', '01/02/2014'])).toEqual([Date.UTC(2014, 0, 31), Date.UTC(2014, 1, 1)]);
    expect(await timesOf(['01/31/2014', '02/01/2014'])).toEqual([Date.UTC(2014, 0, 31), Date.UTC(2014, 1, 1)]);
    await expect(timesOf(['31/01/2014', '01/31/2014'])).rejects.toThrow(
      /row 2 .*no date with the day first.*--date-order/,
    );
  });

  const units = ['', '000', '000000', '000000000'].map((zeros, i) => ({
    ...{ zeros, unit: ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'][i]! },
  }));
  it.each(units.flatMap((first) => units.filter((one) => one !== first).map((second) => ({ first, second }))))(
    'are refused, with row, column and option, when they mix $first.unit and $second.unit',
    async ({ first, second }) => {
      await expect(timesOf([`1392387120${first.zeros}`, `1392387120${second.zeros}`])).rejects.toThrow(
        new RegExp(
          `row 2 \\(line 3\\), column time.*counts ${second.unit} by its size, and the first row counts ${first.unit}.*--precision`,
        ),
      );
    },
  );

  it('are refused with the option when nobody knows what they count', async () => {
    await expect(timesOf(['50000000000'])).rejects.toThrow(/row 1 .*no usual time in any unit.*--precision/);
    await expect(timesOf([`${start}`, '5'])).rejects.toThrow(
      /row 2 .*"5" is no usual time, and the first row counts milliseconds/,
    );
    await expect(timesOf(['20140214142700', '20141399999999'])).rejects.toThrow(/row 2 .*is no date/);
  });
});

describe('the numbers of a CSV file', () => {
  const numbers = async (...column: string[]) =>
    (await read(`time;value\n${column.map((cell, i) => `${i};${cell}`).join('\n')}`)).rows.map(
      ({ values: [one] }) => one,
    );

  it('have a decimal comma where no number has a point', async () => {
    expect(await numbers('1,5', ',5', '-1,5e3', '2')).toEqual([1.5, 0.5, -1500, 2]);
  });

  it.each([
    ['before', ['1.5', '1,500'], 2],
    ['after', ['1,500', 'NA', '1.5'], 1],
    ['in another column', ['1,500;7', '2,000;0.5'], 1],
  ])('have none where a point stands %s it: the cell is refused', async (_where, cells, row) => {
    const two = cells[0]!.includes(';') ? ';other' : '';
    const text = `time;value${two}\n${cells.map((cell, i) => `${i};${cell}`).join('\n')}`;
    await expect(read(text)).rejects.toThrow(new RegExp(`row ${row} .*column value: "1,500" is not a number`));
  });

  it.each([
    ['oops', /"oops" is not a number/],
    ['Infinity', /"Infinity" is not a number/],
    ['1e999', /"1e999" is not a number/],
    ['1.500,5', /"1.500,5" is not a number/],
  ])('are refused when they are none: %s', async (cell, message) => {
    await expect(numbers('1', cell)).rejects.toThrow(message);
  });

  it('are no labels when they are neither 0 nor 1', async () => {
    for (const label of ['2', '0.5', '', 'NA'])
      await expect(read(`time,value,label\n0,1,0\n1,1,${label}\n`)).rejects.toThrow(
        `row 2 (line 3), column label: "${label}" is neither 0 nor 1`,
      );
  });
});

describe('a column that is not found', () => {
  const text = 'when,what,value\n2014-02-14,r1,1\n';
  it('is told with the option that names it', async () => {
    const told = (options: WideOptions) =>
      read(text, options).then(
        () => '',
        (thrown: NocturneError) => `${thrown.message} ${thrown.hint}`,
      );
    expect(await told({ needs: ['time'] })).toMatch(/no column time.*--time-column.*when, what, value/);
    expect(await told({ names: { entity: 'who' } })).toMatch(/no column who.*--entity-column/);
    expect(await told({ needs: ['cause'] })).toMatch(/no column cause.*--cause-column/);
    expect(await told({ wanted: ['latency'] })).toMatch(/no column latency/);
    expect(await told({ names: { time: 'when', entity: 'what', cause: 'value' } })).toMatch(/no metric besides/);
  });

  it('may be named', async () => {
    const { metrics, rows } = await read(text, { names: { time: 'when', entity: 'what' }, needs: ['time'] });
    expect([metrics, rows[0]!.entity]).toEqual([['value'], 'r1']);
  });
});
