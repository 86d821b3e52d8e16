import { type Core, flag, isRefusal, text } from './core.ts';
import type { Fields, Message } from './entities.ts';
import { announceChange, announceMessage } from './events.ts';
import { isFields } from './limits/problem.ts';
import { buildAppMessage, isEmpty, publicMessage, readContent } from './messages.ts';
import type { ResponseTarget } from './tickets.ts';

/** What Slack answers to a post to a response URL. */
export interface ResponseResult {
  status: number;
  body: string | Fields;
}

/** Takes what an app posted to one of its response URLs. */
export function answerResponseUrl(core: Core, id: string, body: Fields): ResponseResult {
  const target = core.tickets.redeemResponseUrl(id);
  if ('error' in target) {
    core.journal.add({ kind: 'response_url', ok: false, error: target.error, body });
    return { status: 404, body: { ok: false, error: target.error } };
  }
  const error = applyResponse(core, target, body);
  core.journal.add({ kind: 'response_url', ok: !error, error, body, user: target.user, channel: target.channel });
  return error ? { status: 500, body: { ok: false, error } } : { status: 200, body: 'ok' };
}

/** Applies a response: replace or delete the original, or post, by default for the user's eyes only. */
function applyResponse(core: Core, target: ResponseTarget, body: Fields): string | undefined {
  const channel = core.state.channels.get(target.channel);
  if (!channel) return 'channel_not_found';
  const original = target.messageTs ? core.state.findMessage(channel.id, target.messageTs) : undefined;
  if (flag(body.delete_original)) {
    if (!original) return 'message_not_found';
    core.state.removeMessage(original);
    return undefined;
  }
  const content = readContent(body, core);
  if (isRefusal(content)) return content.error;
  if (isEmpty(content)) return 'no_text';
  if (flag(body.replace_original)) {
    if (!original) return 'message_not_found';
    replace(core, original, { blocks: undefined, attachments: undefined, ...content });
    return undefined;
  }
  const message = buildAppMessage(core, channel, content, { thread_ts: body.thread_ts ?? target.threadTs });
  if (text(body.response_type) !== 'in_channel') message.ephemeral_to = target.user;
  core.state.addMessage(message);
  announceMessage(core, message);
  return undefined;
}

function replace(core: Core, message: Message, content: Partial<Message>): void {
  const previous = publicMessage(message);
  Object.assign(message, content, { edited: { user: core.app.botUserId, ts: core.ids.ts() } });
  core.state.touch(message);
  announceChange(core, 'message_changed', message, previous);
}

/** A command may be answered inside its acknowledgement: a text, or a message. */
export function applyAckPayload(core: Core, target: ResponseTarget, payload: unknown): void {
  const body = typeof payload === 'string' ? { text: payload } : payload;
  if (!isFields(body) || (!body.text && !body.blocks && !body.attachments)) return;
  const error = applyResponse(core, target, body);
  if (error)
    core.state.emit({
      kind: 'notice',
      user: target.user,
      level: 'error',
      text: `The app's answer was refused: ${error}`,
    });
}

/** A message that only `user` sees, from Slack itself. */
export function tellUser(core: Core, user: string, channel: string, words: string): void {
  core.state.addMessage({
    type: 'message',
    channel,
    ts: core.ids.ts(),
    user: 'USLACKBOT',
    team: core.state.team.id,
    text: words,
    ephemeral_to: user,
  });
}
