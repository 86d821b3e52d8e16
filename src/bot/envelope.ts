import { createHash } from 'node:crypto';
import type { SlackAnswer } from './slack-api.ts';

/** The body of an event, an interaction or a command, as Slack sends it. */
export type Envelope = SlackAnswer;

/** Events that the product listens to. All others are acknowledged and forgotten. */
const events = new Set(['app_mention', 'app_home_opened']);

/** Whether this envelope asks for anything. Messages count only in a direct conversation and only when a person wrote them. */
export function isWanted(body: Envelope): boolean {
  if (body.type !== 'event_callback') return true;
  const { event = {} } = body;
  if (event.type === 'message') return event.channel_type === 'im' && !event.subtype && !event.bot_id;
  return events.has(event.type);
}

/**
 * The same key for the same thing that happened, however often it is delivered. Events have an id; an interaction or a command has the
 * trigger that Slack made for it; without one the person, the action and its moment tell two apart.
 */
export function keyOf(body: Envelope): string {
  if (body.event_id) return `event:${body.event_id}`;
  const kind = kindOf(body);
  if (body.trigger_id) return `${kind}:${body.trigger_id}`;
  const [action] = body.actions ?? [];
  const user = userOf(body);
  if (action?.action_ts) return `${kind}:${user}:${action.action_id}:${action.action_ts}`;
  if (body.view?.id) return `${kind}:${user}:${body.view.id}:${body.view.hash ?? ''}`;
  return `${kind}:${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}`;
}

export function kindOf(body: Envelope): string {
  return body.command ? 'command' : String(body.type ?? 'unknown');
}

/** Whose doing it was: the work of one person is done in order, that of several at the same time. */
export function userOf(body: Envelope): string {
  return body.user?.id ?? body.user_id ?? body.event?.user ?? '';
}
