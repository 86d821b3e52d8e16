import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { withParameters } from '../../src/telemetry/history/sql-text.ts';

const values = [
  null,
  '',
  'Router-A',
  "O'Neill''s",
  '?',
  "'; DROP TABLE samples; --",
  "a' OR '1' = '1",
  'back\\slash',
  "\\'",
  '"quoted"',
  '$1 $& %s :name',
  'Zürich-⚡',
  'line\nbreak',
  'zero\0zero\0',
  '\0',
  0,
  1,
  -1,
  0.1,
  0.95,
  1 / 3,
  1e-300,
  5e-324,
  1.7976931348623157e308,
  2 ** 53 + 2,
  1_795_046_400_123,
];

it('has each value as it was, in any number and order, whatever is in quotes beside them', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (let from = 0; from < values.length; from++) {
    const parameters = values.slice(from);
    const marks = parameters.map((_, i) => `? AS "is it ${i}?"`).join(', ');
    const sql = withParameters({ sql: `SELECT ${marks}, 'why? it''s so?' AS beside`, parameters });
    const given = (await connection.runAndReadAll(sql)).getRows()[0]!;
    expect(given).toEqual([...parameters, "why? it's so?"]);
  }
  connection.closeSync();
  instance.closeSync();
});

it('takes numbers as DOUBLE, as the engines bind them', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const value of values.filter((one) => typeof one === 'number')) {
    const sql = withParameters({ sql: 'SELECT typeof(?)', parameters: [value] });
    expect((await connection.runAndReadAll(sql)).getRows(), sql).toEqual([['DOUBLE']]);
  }
  connection.closeSync();
  instance.closeSync();
});

it.each([
  ['SELECT ?', []],
  ['SELECT ?', [1, 2]],
  ["SELECT '?'", [1]],
])('refuses a text with another number of question marks: %s with %j', (sql, parameters) => {
  expect(() => withParameters({ sql, parameters })).toThrow(/question marks/);
});
