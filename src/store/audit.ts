import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { AuditCheck, AuditEntry, AuditTable } from './store.ts';
import type { AuditHead, Witness } from './witness.ts';

/** Any number, the same in every release. */
const appendLock = 7_330_002;
/** What the first entry follows. */
const beginning = '0'.repeat(64);
const pageSize = 1_000;
const columns = 'seq, at, actor, action, subject, detail, previous_hash, hash';

/** SHA-256 in hex over the canonical JSON of the entry without its own hash. */
function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
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
  witness?: Pick<Witness, 'known' | 'appended'>,
): AuditTable {
  return {
    async append(entry) {
      const appended = await inTransaction((inside) => append(inside, entry));
      witness?.appended();
      return appended;
    },
    async list(filter = {}) {
      const { rows } = await query(
        `SELECT ${columns} FROM nocturne.audit WHERE $1::text IS NULL OR subject = $1 ORDER BY seq`,
        [filter.subject ?? null],
      );
      return rows.map(toEntry);
    },
    verify: () => verifyAudit(query, witness?.known() ?? null),
  };
}

/** Later than the last entry when entries were lost: their numbers are never given again, so that the loss stays visible. */
async function readHead(query: Query): Promise<AuditHead> {
  const { rows } = await query('SELECT entries, hash FROM nocturne.audit_head');
  return { entries: Number(rows[0]?.entries ?? 0), hash: (rows[0]?.hash as string) ?? beginning };
}

async function verifyAudit(query: Query, known: AuditHead | null): Promise<AuditCheck> {
  let last: AuditHead = { entries: 0, hash: beginning };
  const broken = (brokenAt: number): AuditCheck => ({ ok: false, entries: last.entries, brokenAt, missing: null });
  const lost = (to: number, brokenAt: number): AuditCheck => ({
    ...broken(brokenAt),
    missing: { from: last.entries + 1, to },
  });
  for (let former = -1; ; ) {
    // Before the walk: every entry up to this head is committed, while others may be appended in the meantime.
    const head = await readHead(query);
    for (
      let page = await pageAfter(query, last.entries);
      page.length > 0;
      page = await pageAfter(query, last.entries)
    ) {
      for (const entry of page) {
        if (entry.seq > last.entries + 1) return lost(entry.seq - 1, entry.seq);
        if (entry.previousHash !== last.hash || entry.hash !== auditHash(entry)) return broken(entry.seq);
        if ([head, known].some((each) => each?.entries === entry.seq && each.hash !== entry.hash))
          return broken(entry.seq);
        last = { entries: entry.seq, hash: entry.hash };
      }
    }
    const longest = Math.max(head.entries, known?.entries ?? 0);
    if (longest > last.entries) return lost(longest, last.entries + 1);
    if (head.entries === last.entries) return { ok: true, entries: last.entries, brokenAt: null, missing: null };
    // Entries behind the head were appended during the walk, or by somebody else than the product.
    if (head.entries === former) return broken(head.entries + 1);
    former = head.entries;
  }
}

async function append(query: Query, given: Parameters<AuditTable['append']>[0]): Promise<AuditEntry> {
  await query('SELECT pg_advisory_xact_lock($1)', [appendLock]);
  const head = await readHead(query);
  // Hashed as it will be read back, not as it was given.
  const { at, actor, action, subject, detail } = JSON.parse(toJson(given)) as typeof given;
  const seq = head.entries + 1;
  const unsigned = { seq, at, actor, action, subject, detail, previousHash: head.hash };
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
  await query('UPDATE nocturne.audit_head SET entries = $1, hash = $2', [seq, entry.hash]);
  return entry;
}

/** What is wrong with an audit, as the end of a sentence that names it. */
export function describeBreak({ brokenAt, missing }: AuditCheck): string {
  if (!missing) return `is broken at entry ${brokenAt}`;
  const { from, to } = missing;
  return from === to ? `is broken: entry ${from} is missing` : `is broken: entries ${from} to ${to} are missing`;
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
