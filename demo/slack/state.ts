import type { Channel, Message, Persona, StoredFile, UserGroup, View } from './entities.ts';
import type { Ids } from './ids.ts';
import type { StageView } from './stage.ts';

/** What changed, for whoever shows the workspace or waits for something in it. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'message_removed'; channel: string; ts: string }
  | { kind: 'channel'; channel: Channel }
  | { kind: 'modals'; user: string; views: View[] }
  | { kind: 'home'; user: string; view: View }
  | { kind: 'notice'; user: string; text: string; level: 'error' | 'warning' }
  | { kind: 'status'; channel: string; thread_ts: string; status: string }
  | { kind: 'connections'; count: number }
  | { kind: 'stage'; stage: StageView }
  | { kind: 'reset' };

export interface Team {
  id: string;
  name: string;
  domain: string;
}

/** The content of the workspace. Everything here is lost with `reset`, except users, groups and channels. */
export interface State {
  team: Team;
  users: Map<string, Persona>;
  userGroups: UserGroup[];
  channels: Map<string, Channel>;
  /** By channel, in the order of their timestamps, ephemerals included. */
  messages: Map<string, Message[]>;
  homes: Map<string, View>;
  /** By user, the stack of open modals, the visible one last. */
  modals: Map<string, View[]>;
  files: Map<string, StoredFile>;
  /** Agent sessions by `channel:thread_ts`. */
  sessions: Map<string, { status: string; title: string }>;
  findChannel(idOrName: string): Channel | undefined;
  /** The direct conversation of the app with a user, made when it does not exist. */
  openIm(user: string): Channel;
  addChannel(channel: Pick<Channel, 'name' | 'members'> & Partial<Channel>): Channel;
  findMessage(channel: string, ts: string): Message | undefined;
  addMessage(message: Message): void;
  /** Announces a message that was changed in place. */
  touch(message: Message): void;
  removeMessage(message: Message): void;
  emit(change: Change): void;
  onChange(listener: (change: Change) => void): () => void;
  reset(): void;
}

export interface StateOptions {
  team: Team;
  users: Persona[];
  userGroups: UserGroup[];
  channels: { id?: string; name: string; members: string[] }[];
  botUserId: string;
  ids: Ids;
  clock: () => number;
}

/** The workspace's memory, and the one place that announces changes to it. */
export function createState(options: StateOptions): State {
  const listeners = new Set<(change: Change) => void>();
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Message[]>();

  const state: State = {
    team: options.team,
    users: new Map(options.users.map((user) => [user.id, user])),
    userGroups: structuredClone(options.userGroups),
    channels,
    messages,
    homes: new Map(),
    modals: new Map(),
    files: new Map(),
    sessions: new Map(),
    findChannel(idOrName) {
      const name = idOrName.replace(/^#/, '');
      return channels.get(idOrName) ?? [...channels.values()].find((channel) => channel.name === name);
    },
    openIm(user) {
      const known = [...channels.values()].find((channel) => channel.kind === 'im' && channel.members.includes(user));
      return known ?? state.addChannel({ name: 'directmessage', kind: 'im', members: [user, options.botUserId] });
    },
    addChannel(given) {
      const kind = given.kind ?? 'channel';
      const channel: Channel = {
        topic: '',
        purpose: '',
        is_private: false,
        pins: [],
        bookmarks: [],
        created: Math.floor(options.clock() / 1000),
        ...given,
        id: given.id ?? options.ids.next(kind === 'im' ? 'D' : 'C'),
        kind,
        members: [...given.members],
      };
      channels.set(channel.id, channel);
      messages.set(channel.id, []);
      state.emit({ kind: 'channel', channel });
      return channel;
    },
    findMessage: (channel, ts) => messages.get(channel)?.find((message) => message.ts === ts),
    addMessage(message) {
      messages.get(message.channel)?.push(message);
      const parent = threadParent(state, message);
      if (parent) countReplies(state, parent);
      state.emit({ kind: 'message', message });
    },
    touch: (message) => state.emit({ kind: 'message', message }),
    removeMessage(message) {
      const list = messages.get(message.channel) ?? [];
      messages.set(
        message.channel,
        list.filter((other) => other !== message),
      );
      state.emit({ kind: 'message_removed', channel: message.channel, ts: message.ts });
      const parent = threadParent(state, message);
      if (parent) countReplies(state, parent);
    },
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset() {
      for (const id of channels.keys()) messages.set(id, []);
      for (const channel of channels.values()) Object.assign(channel, { pins: [], bookmarks: [] });
      for (const part of [state.homes, state.modals, state.files, state.sessions]) part.clear();
      state.emit({ kind: 'reset' });
    },
  };
  for (const channel of options.channels) state.addChannel(channel);
  return state;
}

function threadParent(state: State, message: Message): Message | undefined {
  if (!message.thread_ts || message.thread_ts === message.ts || message.ephemeral_to) return undefined;
  return state.findMessage(message.channel, message.thread_ts);
}

function countReplies(state: State, parent: Message): void {
  const replies = (state.messages.get(parent.channel) ?? []).filter(
    (message) => message.thread_ts === parent.ts && message.ts !== parent.ts && !message.ephemeral_to,
  );
  parent.thread_ts = parent.ts;
  parent.reply_count = replies.length;
  parent.reply_users = [...new Set(replies.map((reply) => reply.user))];
  parent.reply_users_count = parent.reply_users.length;
  parent.latest_reply = replies.at(-1)?.ts;
  state.touch(parent);
}
