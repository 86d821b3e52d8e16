import {
  type Answer,
  type ApiMethod,
  type Args,
  type Core,
  flag,
  isRefusal,
  type Refusal,
  refuse,
  text,
} from '../core.ts';
import type { Channel, Fields, Message } from '../entities.ts';
import { publicMessage } from '../messages.ts';
import { paginate } from './pages.ts';

/** https://docs.slack.dev/reference/methods?family=conversations */
export const conversationMethods: Record<string, ApiMethod> = {
  'conversations.list': list,
  'conversations.info': (args, core) => onChannel(args, core, (channel) => ({ channel: describe(channel, core) })),
  'conversations.members': (args, core) =>
    onChannel(args, core, (channel) => {
      const { items, response_metadata } = paginate(channel.members, args, 100);
      return { members: items, response_metadata };
    }),
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
  'conversations.create': create,
  'conversations.join': (args, core) =>
    onChannel(args, core, (channel) => {
      join(channel, [core.app.botUserId], core);
      return { channel: describe(channel, core) };
    }),
  'conversations.invite': invite,
};

function onChannel(args: Args, core: Core, answer: (channel: Channel) => Fields): Answer | Refusal {
  const channel = core.state.channels.get(text(args.channel));
  return channel ? { ok: true, ...answer(channel) } : refuse('channel_not_found');
}

function describe(channel: Channel, core: Core): Fields {
  const isIm = channel.kind === 'im';
  const shared = { id: channel.id, created: channel.created, is_im: isIm, is_archived: false, is_org_shared: false };
  if (isIm) return { ...shared, user: channel.members.find((member) => member !== core.app.botUserId) };
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_mpim: false,
    is_private: channel.is_private,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_member: channel.members.includes(core.app.botUserId),
    num_members: channel.members.length,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
  };
}

function list(args: Args, core: Core): Answer {
  const types = (text(args.types) || 'public_channel').split(',').map((type) => type.trim());
  const all = [...core.state.channels.values()].filter((channel) => types.includes(typeOf(channel)));
  const { items, response_metadata } = paginate(all, args, 100);
  return { ok: true, channels: items.map((channel) => describe(channel, core)), response_metadata };
}

function typeOf(channel: Channel): string {
  if (channel.kind === 'im') return 'im';
  return channel.is_private ? 'private_channel' : 'public_channel';
}

function readable(args: Args, core: Core): Channel | Refusal {
  const channel = core.state.channels.get(text(args.channel));
  if (!channel) return refuse('channel_not_found');
  return channel.members.includes(core.app.botUserId) ? channel : refuse('not_in_channel');
}

const inWindow = (args: Args) => (message: Message) => {
  const isInclusive = flag(args.inclusive);
  const oldest = text(args.oldest) || '0';
  const latest = text(args.latest) || '9999999999';
  const ts = Number(message.ts);
  return isInclusive ? ts >= Number(oldest) && ts <= Number(latest) : ts > Number(oldest) && ts < Number(latest);
};

const isReply = (message: Message) => message.thread_ts !== undefined && message.thread_ts !== message.ts;

function history(args: Args, core: Core): Answer | Refusal {
  const channel = readable(args, core);
  if (isRefusal(channel)) return channel;
  const shown = (core.state.messages.get(channel.id) ?? [])
    .filter((message) => !message.ephemeral_to && (!isReply(message) || message.subtype === 'thread_broadcast'))
    .filter(inWindow(args))
    .reverse();
  return page(shown, args);
}

function replies(args: Args, core: Core): Answer | Refusal {
  const channel = readable(args, core);
  if (isRefusal(channel)) return channel;
  const parent = core.state.findMessage(channel.id, text(args.ts));
  if (!parent) return refuse('thread_not_found');
  const rest = (core.state.messages.get(channel.id) ?? []).filter(
    (message) => !message.ephemeral_to && isReply(message) && message.thread_ts === parent.ts,
  );
  return page([parent, ...rest.filter(inWindow(args))], args);
}

function page(messages: Message[], args: Args): Answer {
  const { items, response_metadata, has_more } = paginate(messages, args, 100);
  const withMetadata = flag(args.include_all_metadata);
  return {
    ok: true,
    messages: items.map((message) => publicMessage(message, { withMetadata })),
    has_more,
    response_metadata,
  };
}

function open(args: Args, core: Core): Answer | Refusal {
  const users = text(args.users).split(',').filter(Boolean);
  const [user] = users;
  if (args.channel) return onChannel(args, core, (channel) => ({ channel: describe(channel, core) }));
  if (!user) return refuse('users_list_not_supplied');
  if (users.length > 1) return refuse('method_not_supported_for_channel_type');
  if (!core.state.users.has(user)) return refuse('user_not_found');
  const channel = core.state.openIm(user);
  return { ok: true, channel: flag(args.return_im) ? describe(channel, core) : { id: channel.id } };
}

function create(args: Args, core: Core): Answer | Refusal {
  const name = text(args.name);
  if (!/^[a-z0-9_-]{1,80}$/.test(name)) return refuse('invalid_name_specials');
  if (core.state.findChannel(name)) return refuse('name_taken');
  const channel = core.state.addChannel({ name, members: [core.app.botUserId], is_private: flag(args.is_private) });
  return { ok: true, channel: describe(channel, core) };
}

function invite(args: Args, core: Core): Answer | Refusal {
  const users = text(args.users).split(',').filter(Boolean);
  if (users.some((user) => !core.state.users.has(user))) return refuse('user_not_found');
  return onChannel(args, core, (channel) => {
    join(channel, users, core);
    return { channel: describe(channel, core) };
  });
}

function join(channel: Channel, users: string[], core: Core): void {
  channel.members = [...new Set([...channel.members, ...users])];
  core.state.emit({ kind: 'channel', channel });
}
