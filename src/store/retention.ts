import type { PlanState } from '../domain/plan.ts';
import type { Query } from './query.ts';
import type { RetentionDays } from './settings.ts';

/** What becomes of the rows of a table. */
interface Retention {
  /** The setting that says how long; null for rows that are kept for ever. */
  days: keyof RetentionDays | null;
  why: string;
  /** Removes rows. `$1` is the time before which all is old, milliseconds since 1970; `$2` are the states of open plans. */
  remove?: string;
  /** `$2` are the names of the followers of the outbox instead. */
  asksFollowers?: boolean;
}

/** When the facts of a kind go. */
export type FactEnd =
  /** With the incident or plan that is their id, the second part of their id, or their value. */
  | { with: 'id' | 'second part' | 'value' }
  /** When the time in this field of their value is older than the setting. */
  | { after: 'at' | 'until' | 'seenAt' }
  /** Not by this job: their room removes them, or there are few and they stay. */
  | { by: 'their room' | 'nobody' };

/** Every kind of fact; a test compares this list with the kinds. */
export const factEnds: Readonly<Record<string, FactEnd>> = {
  'plan-times': { with: 'id' },
  'plan-before': { with: 'id' },
  'plan-unknown': { with: 'id' },
  'plan-choice': { with: 'id' },
  'plan-authors': { with: 'id' },
  'plan-break-glass': { with: 'id' },
  'follow-up-left-to-people': { with: 'id' },
  'plan-key': { with: 'value' },
  freeze: { by: 'their room' },
  'incident-anomalies': { with: 'id' },
  'cause-evidence': { with: 'id' },
  'incident-decision': { with: 'id' },
  'incident-hidden': { with: 'id' },
  'oncall-ask': { with: 'id' },
  page: { with: 'id' },
  // Those of digests, risks and trainings go by their age as well.
  'slack-ref': { with: 'second part' },
  'slack-file': { with: 'second part' },
  silence: { after: 'until' },
  digest: { after: 'at' },
  // What people chose at home.
  'digest-mention': { by: 'nobody' },
  // A risk and what was said about it go when it was last seen long ago.
  risk: { after: 'seenAt' },
  'risk-hold': { after: 'at' },
  'look-ahead': { by: 'nobody' },
  'silence-told': { by: 'their room' },
  'silence-draft': { after: 'at' },
  'drained-place': { by: 'their room' },
  // What was asked of the history.
  question: { after: 'at' },
  training: { after: 'at' },
  'training-order': { by: 'their room' },
  // One a week, and how much telemetry there was.
  'learning-stage': { by: 'nobody' },
  'learning-telemetry': { by: 'nobody' },
  // One for each rise of the error over labels, or for so many more labels; later rises are compared with the last.
  'cause-challenge': { by: 'nobody' },
  'level-look': { by: 'nobody' },
  'teaching-labels': { by: 'nobody' },
  // What people said, and what they brought, is what later trainings learn from.
  label: { by: 'nobody' },
  'given-label': { by: 'nobody' },
  usual: { by: 'their room' },
  'write-check': { by: 'nobody' },
  // One for each end of a link.
  'ospf-cost': { by: 'nobody' },
};

/** The names of the kinds with such an end, for SQL. */
function kindsWith(end: FactEnd): string {
  const wanted = JSON.stringify(end);
  return Object.keys(factEnds)
    .filter((name) => JSON.stringify(factEnds[name]) === wanted)
    .map((name) => `'${name}'`)
    .join(', ');
}

const open: PlanState[] = ['pending', 'approved', 'running', 'verifying', 'unknown'];

/** Incidents that ended before `$1` and have no plan that still needs them. */
const oldIncidents = `SELECT i.id FROM nocturne.incident i WHERE i.state = 'resolved' AND (i.content->>'resolvedAt')::numeric < $1
  AND NOT EXISTS (SELECT FROM nocturne.plan p WHERE p.incident_id = i.id AND p.state = ANY ($2))`;
/** Of those incidents, and those that a person asked for without one. */
const oldPlans = `SELECT id FROM nocturne.plan WHERE incident_id IN (${oldIncidents})
  OR (incident_id LIKE 'route:%' AND NOT state = ANY ($2) AND COALESCE(decided_at, created_at) < $1)`;
const closedPlans = `SELECT id FROM nocturne.plan WHERE NOT state = ANY ($2)`;
/** Messages that stand for no incident and no plan: they go by their age, and the pictures of each after it. */
const ofItsOwn = `split_part(f.id, ':', 1) IN ('challenge', 'digest', 'promotion', 'question', 'risk', 'training')`;
const removeThread = (table: string) => `DELETE FROM ${table} WHERE thread_id IN (${oldIncidents})`;

/**
 * Every table that the product has, in the order in which rows are removed: what depends on an incident or a plan goes before it. A test
 * compares this list with the database. Jobs are not in it: their queue forgets them by itself.
 */
export const retentions: Record<string, Retention> = {
  'nocturne.inbox': {
    days: 'inboxDays',
    why: 'keys of envelopes that were handled; their payload is emptied at once',
    remove: 'DELETE FROM nocturne.inbox WHERE done_at < $1',
  },
  'nocturne.outbox_done': {
    days: null,
    why: 'marks of the last minutes; the cursor of their projection takes them in',
  },
  'nocturne.outbox_cursor': { days: null, why: 'one row for each projection' },
  'nocturne.outbox': {
    days: 'eventsDays',
    why: 'events that every projection has handled',
    asksFollowers: true,
    remove: `DELETE FROM nocturne.outbox WHERE at < $1 AND id <= (SELECT COALESCE(min(COALESCE(c.through, 0)), 0)
      FROM (SELECT unnest($2::text[]) AS name UNION SELECT projection FROM nocturne.outbox_cursor WHERE at >= $1) AS f
      LEFT JOIN nocturne.outbox_cursor AS c ON c.projection = f.name)`,
  },
  'checkpoints.checkpoint_writes': {
    days: 'checkpointsDays',
    why: 'what the agents thought about an incident that is over',
    remove: removeThread('checkpoints.checkpoint_writes'),
  },
  'checkpoints.checkpoint_blobs': {
    days: 'checkpointsDays',
    why: 'the same',
    remove: removeThread('checkpoints.checkpoint_blobs'),
  },
  'checkpoints.checkpoints': {
    days: 'checkpointsDays',
    why: 'the same',
    remove: removeThread('checkpoints.checkpoints'),
  },
  'checkpoints.checkpoint_migrations': { days: null, why: 'versions of the tables' },
  'nocturne.execution_snapshot': {
    days: 'outputsDays',
    why: 'configurations from before a change that has ended',
    remove: `DELETE FROM nocturne.execution_snapshot WHERE at < $1 AND plan_id IN (${closedPlans})`,
  },
  'nocturne.execution_line': {
    days: 'outputsDays',
    why: 'what devices answered to the lines of a plan that has ended is emptied; the lines go with their incident',
    remove: `UPDATE nocturne.execution_line SET output = NULL
      WHERE output IS NOT NULL AND done_at < $1 AND plan_id IN (${closedPlans})`,
  },
  'nocturne.config_snapshot': {
    days: 'configsDays',
    why: 'former configurations; the latest of each device stays',
    remove: `DELETE FROM nocturne.config_snapshot s WHERE seen_at < $1
      AND position < (SELECT max(position) FROM nocturne.config_snapshot WHERE device = s.device)`,
  },
  'nocturne.vote': {
    days: 'incidentsDays',
    why: 'goes with its incident',
    remove: `DELETE FROM nocturne.vote WHERE plan_id IN (${oldPlans})`,
  },
  'nocturne.fact': {
    days: 'incidentsDays',
    why: 'facts about an incident or a plan go with it; notes with a time of their own when it has passed',
    remove: `WITH gone AS (${oldIncidents} UNION ${oldPlans})
      DELETE FROM nocturne.fact f WHERE (f.kind IN (${kindsWith({ with: 'id' })}) AND f.id IN (SELECT id FROM gone))
        OR (f.kind IN (${kindsWith({ with: 'second part' })}) AND split_part(f.id, ':', 2) IN (SELECT id FROM gone))
        OR (f.kind IN (${kindsWith({ with: 'value' })}) AND f.value #>> '{}' IN (SELECT id FROM gone))
        OR (f.kind = 'slack-ref' AND ${ofItsOwn} AND (f.value->>'since')::numeric < $1)
        OR (f.kind = 'slack-file' AND ${ofItsOwn} AND NOT EXISTS
          (SELECT FROM nocturne.fact r WHERE r.kind = 'slack-ref' AND r.id = f.id))
        OR (f.kind IN (${kindsWith({ after: 'at' })}) AND (f.value->>'at')::numeric < $1)
        OR (f.kind IN (${kindsWith({ after: 'seenAt' })}) AND (f.value->>'seenAt')::numeric < $1)
        OR (f.kind IN (${kindsWith({ after: 'until' })}) AND (f.value->>'until')::numeric < $1)`,
  },
  'nocturne.diagnosis': {
    days: 'incidentsDays',
    why: 'goes with its incident',
    remove: `DELETE FROM nocturne.diagnosis WHERE incident_id IN (${oldIncidents})`,
  },
  'nocturne.plan': {
    days: 'incidentsDays',
    why: 'goes with its incident, or by its age where it has none, and its lines and snapshots with it',
    remove: `WITH old AS (${oldPlans}),
      lines AS (DELETE FROM nocturne.execution_line WHERE plan_id IN (SELECT id FROM old)),
      snapshots AS (DELETE FROM nocturne.execution_snapshot WHERE plan_id IN (SELECT id FROM old))
      DELETE FROM nocturne.plan WHERE id IN (SELECT id FROM old)`,
  },
  'nocturne.incident': {
    days: 'incidentsDays',
    why: 'incidents that are over',
    remove: `DELETE FROM nocturne.incident WHERE id IN (${oldIncidents})`,
  },
  'nocturne.audit': { days: null, why: 'who did what is kept for ever, and its chain has no gaps' },
  'nocturne.audit_head': { days: null, why: 'one row' },
  'nocturne.installation': { days: null, why: 'one row' },
  'nocturne.migration': { days: null, why: 'versions of the tables' },
};

const dayMs = 86_400_000;

/** Removes what is older than its setting allows. Answers with the number of rows by table, of those that had any. */
export async function prune(
  query: Query,
  order: { days: RetentionDays; followers: readonly string[]; now: number },
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  for (const [table, { days, remove, asksFollowers }] of Object.entries(retentions)) {
    if (days === null || remove === undefined) continue;
    const { rows } = await query('SELECT to_regclass($1) AS found', [table]);
    if (rows[0]?.found == null) continue;
    const before = order.now - order.days[days] * dayMs;
    const second = asksFollowers ? order.followers : open;
    const { rowCount } = await query(remove, remove.includes('$2') ? [before, second] : [before]);
    if (rowCount) removed[table] = rowCount;
  }
  return removed;
}
