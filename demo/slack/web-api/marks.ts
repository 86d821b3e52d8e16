import { type Answer, type ApiMethod, type Args, type Core, isRefusal, type Refusal, refuse, text } from '../core.ts';
import type { Message } from '../entities.ts';
import { sendEvent } from '../events.ts';

/** Reactions, pins and bookmarks. */
export const markMethods: Record<string, ApiMethod> = {
  'reactions.add': (args, core) => onMessage(args, core, (message) => react(core, message, core.app.botUserId, args)),
  'reactions.remove': (args, core) => onMessage(args, core, (message) => unreact(core, message, args)),
  'pins.add'(args, core) {
    return onMessage(args, core, (message) => {
      const channel = core.state.channels.get(message.channel);
      if (channel?.pins.includes(message.ts)) return refuse('already_pinned');
      channel?.pins.push(message.ts);
      if (channel) core.state.emit({ kind: 'channel', channel });
      return { ok: true };
    });
  },
  'bookmarks.add'(args, core) {
    const channel = core.state.channels.get(text(args.channel_id));
    if (!channel) return refuse('channel_not_found');
    const { title, type, link, emoji } = args;
    const bookmark = { id: core.ids.next('Bk'), channel_id: channel.id, title, type, link, emoji };
    channel.bookmarks.push(bookmark);
    core.state.emit({ kind: 'channel', channel });
    return { ok: true, bookmark };
  },
};

function onMessage(args: Args, core: Core, act: (message: Message) => Answer | Refusal): Answer | Refusal {
  const channel = core.state.findChannel(text(args.channel));
  if (!channel) return refuse('channel_not_found');
  const message = core.state.findMessage(channel.id, text(args.timestamp));
  return message && !message.ephemeral_to ? act(message) : refuse('message_not_found');
}

/** Adds `args.name` as `user`'s reaction and tells the app. */
export function react(core: Core, message: Message, user: string, args: Args): Answer | Refusal {
  const name = text(args.name).replaceAll(':', '');
  if (!name) return refuse('no_reaction');
  message.reactions ??= [];
  const reaction = message.reactions.find((other) => other.name === name);
  if (reaction?.users.includes(user)) return refuse('already_reacted');
  if (reaction) Object.assign(reaction, { users: [...reaction.users, user], count: reaction.count + 1 });
  else message.reactions.push({ name, users: [user], count: 1 });
  core.state.touch(message);
  const item = { type: 'message', channel: message.channel, ts: message.ts };
  sendEvent(core, 'reaction_added', { type: 'reaction_added', user, reaction: name, item, item_user: message.user });
  return { ok: true };
}

function unreact(core: Core, message: Message, args: Args): Answer | Refusal {
  const user = core.app.botUserId;
  const reaction = message.reactions?.find((other) => other.name === text(args.name));
  if (!reaction || isRefusal({ ok: reaction.users.includes(user) })) return refuse('no_reaction');
  reaction.users = reaction.users.filter((other) => other !== user);
  reaction.count = reaction.users.length;
  message.reactions = message.reactions?.filter((other) => other.count > 0);
  core.state.touch(message);
  return { ok: true };
}
