import { listen, loadSnapshot } from './api.js';

/** What this page knows of the workspace, as one person sees it. */
export const store = {
  user: '',
  team: { name: '' },
  app: {},
  users: [],
  personas: [],
  userGroups: [],
  channels: [],
  messages: {},
  files: {},
  home: null,
  modals: [],
  sessions: {},
  connections: 0,
  /** What stands in front of the workspace, when something does. */
  stage: null,
  /** By channel: how many messages came while it was not shown. */
  unread: {},
};

const listeners = new Set();
let stopListening = () => {};

/** Calls `listener(change)` after every change; `change.kind` says what it was. */
export function onStoreChange(listener) {
  listeners.add(listener);
}

const announce = (change) => {
  for (const listener of listeners) listener(change);
};

/** Becomes `user`: loads what they see and follows it. */
export async function signIn(user) {
  stopListening();
  Object.assign(store, await loadSnapshot(user), { unread: {} });
  announce({ kind: 'all' });
  stopListening = listen(store.user, { onChange: apply, onReopen: reload });
}

async function reload() {
  Object.assign(store, await loadSnapshot(store.user));
  announce({ kind: 'all' });
}

function apply(change) {
  if (change.files) Object.assign(store.files, change.files);
  appliers[change.kind]?.(change);
  announce(change);
}

const appliers = {
  message({ message }) {
    store.messages[message.channel] ??= [];
    const list = store.messages[message.channel];
    const index = list.findIndex((other) => other.ts === message.ts);
    if (index >= 0) list[index] = message;
    else list.push(message);
    for (const file of message.files ?? []) store.files[file.id] = file;
    const isNew = index < 0 && message.user !== store.user && !isReply(message);
    if (isNew) store.unread[message.channel] = (store.unread[message.channel] ?? 0) + 1;
  },
  message_removed({ channel, ts }) {
    store.messages[channel] = (store.messages[channel] ?? []).filter((message) => message.ts !== ts);
  },
  channel({ channel }) {
    const index = store.channels.findIndex((other) => other.id === channel.id);
    if (index >= 0) store.channels[index] = channel;
    else store.channels.push(channel);
    store.messages[channel.id] ??= [];
  },
  modals({ views }) {
    store.modals = views;
  },
  home({ view }) {
    store.home = view;
  },
  status({ channel, thread_ts, status }) {
    store.sessions[`${channel}:${thread_ts}`] = { status };
  },
  connections({ count }) {
    store.connections = count;
  },
  stage({ stage }) {
    store.stage = stage;
  },
  reset() {
    for (const id of Object.keys(store.messages)) store.messages[id] = [];
    Object.assign(store, { home: null, modals: [], files: {}, sessions: {}, unread: {} });
  },
};

export const isReply = (message) => message.thread_ts !== undefined && message.thread_ts !== message.ts;

export const findUser = (id) => store.users.find((user) => user.id === id);

/** The name that stands above a message. */
export function displayName(id) {
  if (id === 'USLACKBOT') return 'Slackbot';
  const user = findUser(id);
  return user ? user.real_name || user.name : id;
}

export const findChannel = (id) => store.channels.find((channel) => channel.id === id);
export const appIm = () => store.channels.find((channel) => channel.kind === 'im');
