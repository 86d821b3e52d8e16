import { records } from './0001-records.ts';
import { configHistory } from './0002-config-history.ts';
import { auditHead } from './0003-audit-head.ts';
import { emptyInbox } from './0004-empty-inbox.ts';
import { outboxCursors } from './0005-outbox-cursors.ts';

export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** In order. One that was released is never edited; a further one corrects it. */
export const migrations: Migration[] = [
  { number: 1, name: 'records', sql: records },
  { number: 2, name: 'config-history', sql: configHistory },
  { number: 3, name: 'audit-head', sql: auditHead },
  { number: 4, name: 'empty-inbox', sql: emptyInbox },
  { number: 5, name: 'outbox-cursors', sql: outboxCursors },
];
