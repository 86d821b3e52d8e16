import { describeError, NocturneError } from '../errors.ts';
import type { Query } from './query.ts';

/**
 * Reads the first and the last row of every table of ours by its primary key. A table whose file was cut or emptied looks like a table with
 * fewer rows when it is scanned; its index still leads to what is not there any more, and PostgreSQL then refuses to read it. Must run in a
 * transaction of its own. Throws `store-damaged`, naming the table.
 */
export async function probeTables(query: Query): Promise<void> {
  const { rows } = await query(
    `SELECT format('%I.%I', n.nspname, t.relname) AS name, array_agg(format('%I', a.attname) ORDER BY k.position) AS keys
     FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, position)
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
     WHERE i.indisprimary AND n.nspname = 'nocturne' GROUP BY 1 ORDER BY 1`,
  );
  await query('SET LOCAL enable_seqscan = off');
  for (const { name, keys } of rows as { name: string; keys: string[] }[]) {
    for (const direction of ['ASC', 'DESC']) {
      const order = keys.map((key) => `${key} ${direction}`).join(', ');
      await query(`SELECT * FROM ${name} ORDER BY ${order} LIMIT 1`).catch((cause: unknown) => {
        throw new NocturneError('store-damaged', `The table ${name} is damaged: ${describeError(cause)}`, {
          hint: 'restore the database from a backup',
          cause,
        });
      });
    }
  }
}
