import { count } from '../../foundation/number-words.ts';
import type { AuditEntry } from '../../store/store.ts';
import { escapeMrkdwn, showDate, showUser } from '../text.ts';

type Detail = AuditEntry['detail'];
const word = (value: unknown) => escapeMrkdwn(String(value ?? ''), 80);

/** What was done, as words between who did it and what it was done to. Every action of the product has a line here; a test compares. */
export const actionWords: Record<string, (detail: Detail) => string> = {
  'plan.proposed': () => 'proposed',
  'plan.vote': () => 'approved, and more approvals were needed for',
  'plan.vote-refused': () => 'was not allowed to decide about',
  'plan.pending': () => 'put up for approval',
  'plan.approved': () => 'approved',
  'plan.running': () => 'began to run',
  'plan.verifying': () => 'sent all commands of, and began to verify,',
  'plan.verified': () => 'verified by telemetry',
  'plan.rolled-back': () => 'rolled back',
  'plan.failed': () => 'ended as failed',
  'plan.rejected': () => 'rejected',
  'plan.expired': () => 'let expire',
  'plan.superseded': () => 'replaced by another plan:',
  'plan.cancelled': () => 'cancelled',
  'plan.unknown': () => 'does not know how far it went with',
  'plan.still-unknown': () => 'still does not know how far it went with',
  'plan.choice-refused': () => 'was not allowed to choose what happens to',
  'plan.continue': () => 'chose to continue',
  'plan.roll-back': () => 'chose to roll back',
  'plan.break-glass': () => 'broke the glass for',
  'plan.break-glass-refused': () => 'was not allowed to break the glass for',
  'plan.measured': ({ end }) => `measured the effect (${word(end)}) of`,
  'plan.timer-starting': ({ device }) => `began to start the revert timer on ${word(device)} for`,
  'plan.timer-reverting': ({ device }) => `began to take the change back by its timer on ${word(device)} for`,
  'plan.timer-reverted': ({ device }) => `took the change back by its timer on ${word(device)} for`,
  'plan.timer-started': ({ device }) => `started the revert timer on ${word(device)} for`,
  'plan.timer-cancelled': ({ device }) => `cancelled the revert timer on ${word(device)} for`,
  'incident.taken': ({ severity }) => `took, as ${word(severity)},`,
  'incident.worsened': ({ severity, takenBy }) => `found ${word(severity)}, and took from ${person(takenBy)},`,
  'incident.resolved': () => 'closed',
  'oncall.asked': ({ user }) => `asked ${person(user)} about`,
  'silence.added': () => 'added',
  'silence.ended': () => 'ended',
  'maintenance.added': () => 'added',
  'maintenance.ended': () => 'ended',
  'changes.freeze': () => 'froze changes on',
  'changes.thaw': () => 'allowed changes again on',
  'model.promoted': ({ id }) => `put ${word(id)} in use as`,
  'model.back': ({ id }) => `went back to ${word(id)} as`,
  'labels.imported': ({ added }) => `imported ${count(Number(added), 'label')} into`,
  'button.refused': ({ pressed }) => `was not allowed to press \`${word(pressed)}\` on`,
  'command.refused': () => 'was not allowed to run the command',
  'envelope.refused': () => 'sent for another installation what looks like',
  'refusals.skipped': ({ count: many }) =>
    `counted, without writing them down, ${count(Number(many), 'more refusal')} of`,
};

function person(user: unknown): string {
  return user === 'nocturne' ? 'Nocturne' : showUser(String(user));
}

/** One entry as a sentence with its moment. `nameOf` says what a subject is called. */
export function auditLine(entry: AuditEntry, nameOf: (subject: string) => string): string {
  const { seq, at, actor, action, subject, detail } = entry;
  const words = actionWords[action]?.(detail) ?? `did “${word(action.replace(/[.-]/g, ' '))}” to`;
  const why = detail.reason ?? detail.outcome ?? detail.why ?? detail.code;
  const because = why === undefined || why === null || why === '' ? '' : `: ${escapeMrkdwn(String(why), 160)}`;
  return `${seq} · ${showDate(at)} · ${person(actor)} ${words} ${nameOf(subject)}${because}`;
}
