import { type Answer, type ApiMethod, type Args, type Core, isRefusal, type Refusal, refuse, text } from '../core.ts';
import type { Channel, Message } from '../entities.ts';
import { announceChange, announceMessage } from '../events.ts';
import { buildAppMessage, isEmpty, publicMessage, readContent } from '../messages.ts';

/** Posting, editing and deleting: https://docs.slack.dev/reference/methods?family=chat */
export const chatMethods: Record<string, ApiMethod> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};

/** The conversation the app may post to, or why not. A user id opens the direct conversation. */
export function postableChannel(core: Core, id: unknown): Channel | Refusal {
  const user = core.state.users.get(text(id));
  if (user) return core.state.openIm(user.id);
  const channel = core.state.findChannel(text(id));
  if (!channel) return refuse('channel_not_found');
  return channel.members.includes(core.app.botUserId) ? channel : refuse('not_in_channel');
}

function postMessage(args: Args, core: Core): Answer | Refusal {
  const channel = postableChannel(core, args.channel);
  if (isRefusal(channel)) return channel;
  const content = readContent(args, core);
  if (isRefusal(content)) return content;
  if (isEmpty(content)) return refuse('no_text');
  if (args.thread_ts && !core.state.findMessage(channel.id, text(args.thread_ts))) return refuse('thread_not_found');
  const message = buildAppMessage(core, channel, content, args);
  core.state.addMessage(message);
  announceMessage(core, message);
  return {
    ok: true,
    channel: channel.id,
    ts: message.ts,
    message: publicMessage(message, { withMetadata: true }),
  };
}

function postEphemeral(args: Args, core: Core): Answer | Refusal {
  const channel = postableChannel(core, args.channel);
  if (isRefusal(channel)) return channel;
  if (!channel.members.includes(text(args.user))) return refuse('user_not_in_channel');
  const content = readContent(args, core);
  if (isRefusal(content)) return content;
  if (isEmpty(content)) return refuse('no_text');
  const message = { ...buildAppMessage(core, channel, content, args), ephemeral_to: text(args.user) };
  core.state.addMessage(message);
  return { ok: true, message_ts: message.ts };
}

function ownMessage(core: Core, args: Args, refusal: string): Message | Refusal {
  const channel = core.state.findChannel(text(args.channel));
  if (!channel) return refuse('channel_not_found');
  const message = core.state.findMessage(channel.id, text(args.ts));
  if (!message || message.ephemeral_to) return refuse('message_not_found');
  return message.user === core.app.botUserId ? message : refuse(refusal);
}

/** Blocks, attachments and metadata that are not given stay as they were; empty ones are taken away. */
function update(args: Args, core: Core): Answer | Refusal {
  const message = ownMessage(core, args, 'cant_update_message');
  if (isRefusal(message)) return message;
  const content = readContent(args, core);
  if (isRefusal(content)) return content;
  if (args.text === undefined && !args.blocks && !args.attachments && !args.markdown_text) return refuse('no_text');
  const previous = publicMessage(message);
  if (args.text !== undefined || args.markdown_text) message.text = content.text;
  if (content.blocks) message.blocks = content.blocks;
  if (content.attachments) message.attachments = content.attachments;
  if (content.metadata) message.metadata = content.metadata.event_type ? content.metadata : undefined;
  message.edited = { user: core.app.botUserId, ts: core.ids.ts() };
  message.stream = undefined;
  core.state.touch(message);
  announceChange(core, 'message_changed', message, previous);
  const { channel, ts } = message;
  return { ok: true, channel, ts, text: message.text, message: publicMessage(message, { withMetadata: true }) };
}

function remove(args: Args, core: Core): Answer | Refusal {
  const message = ownMessage(core, args, 'cant_delete_message');
  if (isRefusal(message)) return message;
  core.state.removeMessage(message);
  announceChange(core, 'message_deleted', message, publicMessage(message));
  return { ok: true, channel: message.channel, ts: message.ts };
}

function getPermalink(args: Args, core: Core): Answer | Refusal {
  const channel = core.state.findChannel(text(args.channel));
  if (!channel) return refuse('channel_not_found');
  const message = core.state.findMessage(channel.id, text(args.message_ts));
  if (!message) return refuse('message_not_found');
  const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}` : '';
  const permalink = `${core.url()}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { ok: true, channel: channel.id, permalink };
}
