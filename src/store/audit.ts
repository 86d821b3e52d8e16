import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { AuditEntry, AuditTable } from './store.ts';

/** Any number, the same in every release. */
const appendLock = 7_330_002;
/** What the first entry follows. */
const beginning = '0'.repeat(64);
const pageSize = 1_000;
const columns = 'seq, at, actor, action, subject, detail, previous_hash, hash';

/** SHA-256 in hex over the canonical JSON of the entry without its own hash. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, subject, detail, previousHash } = entry;
  const text = canonicalJson({ seq, at, actor, action, subject, detail, previousHash });
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The audit table. `inTransaction` runs work in the surrounding transaction, or in one of its own when there is none: the lock under which
 * an entry finds its predecessor must hold until the entry is committed, or the chain would fork.
 */
export function createAudit(
  query: Query,
  inTransaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>,
): AuditTable {
  return {
    append: (entry) => inTransaction((inside) => append(inside, entry)),
    async list(filter = {}) {
      const { rows } = await query(
        `SELECT ${columns} FROM nocturne.audit WHERE $1::text IS NULL OR subject = $1 ORDER BY seq`,
        [filter.subject ?? null],
      );
      return rows.map(toEntry);
    },
    async verify() {
      let last: Pick<AuditEntry, 'seq' | 'hash'> = { seq: 0, hash: beginning };
      for (;;) {
        const page = await pageAfter(query, last.seq);
        for (const entry of page) {
          const fits =
            entry.seq === last.seq + 1 && entry.previousHash === last.hash && entry.hash === auditHash(entry);
          if (!fits) return { ok: false, entries: last.seq, brokenAt: entry.seq };
          last = entry;
        }
        if (page.length < pageSize) return { ok: true, entries: last.seq, brokenAt: null };
      }
    },
  };
}

async function append(query: Query, given: Parameters<AuditTable['append']>[0]): Promise<AuditEntry> {
  await query('SELECT pg_advisory_xact_lock($1)', [appendLock]);
  const { rows } = await query('SELECT seq, hash FROM nocturne.audit ORDER BY seq DESC LIMIT 1');
  // Hashed as it will be read back, not as it was given.
  const { at, actor, action, subject, detail } = JSON.parse(toJson(given)) as typeof given;
  const seq = Number(rows[0]?.seq ?? 0) + 1;
  const unsigned = { seq, at, actor, action, subject, detail, previousHash: (rows[0]?.hash as string) ?? beginning };
  const entry = { ...unsigned, hash: auditHash(unsigned) };
  await query(`INSERT INTO nocturne.audit (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
    seq,
    at,
    actor,
    action,
    subject,
    toJson(detail),
    entry.previousHash,
    entry.hash,
  ]);
  return entry;
}

async function pageAfter(query: Query, seq: number): Promise<AuditEntry[]> {
  const { rows } = await query(`SELECT ${columns} FROM nocturne.audit WHERE seq > $1 ORDER BY seq LIMIT ${pageSize}`, [
    seq,
  ]);
  return rows.map(toEntry);
}

function toEntry(row: Record<string, unknown>): AuditEntry {
  return {
    seq: Number(row.seq),
    at: Number(row.at),
    actor: row.actor as string,
    action: row.action as string,
    subject: row.subject as string,
    detail: row.detail as Record<string, unknown>,
    previousHash: row.previous_hash as string,
    hash: row.hash as string,
  };
}
