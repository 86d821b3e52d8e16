import type { IncidentReport } from './incident-report.ts';
import { readIncident } from './incident-report.ts';
import { nocChannel, nocturneApp, personaOf } from './personas.ts';
import type { Setting } from './setting.ts';
import type { Message } from './slack/entities.ts';
import type { JournalEntry } from './slack/journal.ts';

/** Names of messages, by the key in their metadata, and answers that a person never got. */
export interface MessageCheck {
  lost: string[];
  doubled: string[];
}

interface AuditEntry {
  action: string;
  subject: string;
}

interface Click {
  user: { id: string };
  trigger_id: string;
}

const results = ['verified', 'rolled-back', 'failed'];

/**
 * Compares the workspace with what the product says happened: every message that must stand there stands there once, shows no button that
 * is over, and every click that was taken was answered.
 */
export async function checkMessages(setting: Setting): Promise<MessageCheck> {
  const { bot, workspace } = setting;
  const incidents = await bot.read<IncidentReport['incident'][]>('/api/v1/incidents');
  const audit = await bot.read<AuditEntry[]>('/api/v1/audit');
  const reports = await Promise.all(incidents.map(({ id }) => readIncident(bot, id)));
  const standing = messagesByKey(workspace);
  const expected = reports.flatMap((report) => expectedKeys(report, audit));
  const missing = expected.filter((key) => !standing.has(key));
  return {
    lost: [...missing, ...reports.flatMap((report) => outdated(report, standing)), ...unanswered(workspace)],
    doubled: doubledKeys(workspace, standing),
  };
}

/** The product's own messages in the channel and its threads. A message without a key counts under its timestamp. */
function messagesByKey({ control }: Setting['workspace']): Map<string, Message[]> {
  const all = control.history({ user: personaOf('on-call engineer').id, channel: nocChannel.id });
  const own = all.filter((message) => message.user === nocturneApp.botUserId && !message.ephemeral_to);
  return groupBy(own, (message) => keyOf(message.metadata) ?? message.ts);
}

function keyOf(metadata: unknown): string | undefined {
  return (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
}

function expectedKeys({ incident, diagnosis, plans }: IncidentReport, audit: readonly AuditEntry[]): string[] {
  const ofIncident = (part: string) => `incident:${incident.id}:${part}`;
  return [
    ofIncident('head'),
    ofIncident('facts'),
    ...(diagnosis ? [ofIncident('diagnosis')] : []),
    ...(incident.state === 'resolved' ? [ofIncident('summary')] : []),
    ...plans.flatMap(({ id, state }) => {
      const was = (action: string) => audit.some((entry) => entry.subject === id && entry.action === action);
      const parts = [
        'card',
        ...(was('plan.verifying') ? ['output'] : []),
        ...(was('plan.unknown') ? ['unknown'] : []),
        ...(results.includes(state) ? ['result'] : []),
      ];
      return parts.map((part) => `plan:${id}:${part}`);
    }),
  ];
}

/** Messages that still offer what is decided: their last edit got lost. */
function outdated({ incident, plans }: IncidentReport, standing: ReadonlyMap<string, Message[]>): string[] {
  const offers = (key: string, action: string) =>
    (standing.get(key) ?? []).some((message) => JSON.stringify(message).includes(action)) ? [`${key} (outdated)`] : [];
  return [
    ...(incident.state === 'resolved' ? offers(`incident:${incident.id}:head`, '"incident_take"') : []),
    ...plans.flatMap(({ id, state }) => [
      ...(state === 'pending' ? [] : offers(`plan:${id}:card`, '"plan_approve"')),
      ...(state === 'unknown' ? [] : offers(`plan:${id}:unknown`, '"plan_continue"')),
    ]),
  ];
}

/** People whose clicks were taken more often than they were answered. */
function unanswered({ journal }: Setting['workspace']): string[] {
  const entries = journal();
  const clicks = entries.filter(
    ({ kind, about, result }) => kind === 'delivery' && about === 'block_actions' && result === 'acked',
  );
  const clicksOf = groupBy(clicks, ({ payload }) => (payload as Click).user.id);
  const answersTo = (user: string, triggers: readonly string[]) =>
    entries.filter(({ kind, method, ok, args, user: to }) => {
      const { user: told, trigger_id: trigger = '' } = (args ?? {}) as { user?: string; trigger_id?: string };
      if (kind === 'response_url') return ok && to === user;
      return (
        ok && (method === 'chat.postEphemeral' ? told === user : method === 'views.open' && triggers.includes(trigger))
      );
    }).length;
  const isShort = ([user, own]: [string, JournalEntry[]]) =>
    answersTo(
      user,
      own.map(({ payload }) => (payload as Click).trigger_id),
    ) < own.length;
  return [...clicksOf].filter(isShort).map(([user]) => `answer to ${user}`);
}

/** Keys that stand more than once, or were posted more than once even if one of the two was taken away again. */
function doubledKeys({ journal }: Setting['workspace'], standing: ReadonlyMap<string, Message[]>): string[] {
  const posts = journal().filter(({ kind, method, ok }) => kind === 'call' && method === 'chat.postMessage' && ok);
  const posted = groupBy(posts, ({ args }) => keyOf((args as { metadata?: unknown }).metadata) ?? '');
  posted.delete('');
  return [...new Set([...standing, ...posted].filter(([, found]) => found.length > 1).map(([key]) => key))];
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOfItem(item), [...(groups.get(keyOfItem(item)) ?? []), item]);
  return groups;
}
