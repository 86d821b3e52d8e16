import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Channel, Message, StoredFile, View } from './entities.ts';
import type { Change, State } from './state.ts';

interface Saved {
  channels: Channel[];
  messages: [string, Message[]][];
  homes: [string, View][];
  sessions: [string, { status: string; title: string }][];
  files: (Omit<StoredFile, 'bytes'> & { bytes: string | null })[];
}

export interface StateFile {
  /** Writes now what has changed, and stops watching. */
  close(): void;
}

const restMs = 300;
const neverKept: Change['kind'][] = ['connections', 'notice', 'stage'];

/** Loads the state that an earlier run left at `path`, then keeps the file up to date. Open modals are not kept. */
export function keepState(state: State, path: string): StateFile {
  load(state, path);
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    timer = undefined;
    writeFileSync(`${path}.new`, JSON.stringify(toSaved(state)));
    renameSync(`${path}.new`, path);
  };
  const stop = state.onChange((change) => {
    if (neverKept.includes(change.kind)) return;
    timer ??= setTimeout(save, restMs).unref();
  });
  return {
    close() {
      stop();
      clearTimeout(timer);
      save();
    },
  };
}

function toSaved(state: State): Saved {
  return {
    channels: [...state.channels.values()],
    messages: [...state.messages],
    homes: [...state.homes],
    sessions: [...state.sessions],
    files: [...state.files.values()].map((file) => ({ ...file, bytes: file.bytes?.toString('base64') ?? null })),
  };
}

function load(state: State, path: string): void {
  const saved = read(path);
  if (!saved) return;
  for (const channel of saved.channels) state.channels.set(channel.id, joined(channel, state.channels.get(channel.id)));
  for (const [channel, messages] of saved.messages) state.messages.set(channel, messages);
  for (const [user, view] of saved.homes) state.homes.set(user, view);
  for (const [key, session] of saved.sessions) state.sessions.set(key, session);
  for (const file of saved.files) {
    state.files.set(file.id, { ...file, bytes: file.bytes === null ? null : Buffer.from(file.bytes, 'base64') });
  }
}

/** People and names follow the configuration of this run; whoever joined in an earlier one stays. */
function joined(saved: Channel, given: Channel | undefined): Channel {
  if (!given) return saved;
  return {
    ...saved,
    name: given.name,
    topic: given.topic,
    members: [...new Set([...saved.members, ...given.members])],
  };
}

/** @throws Error when the file is there and is no saved workspace: better than to start empty over it. */
function read(path: string): Saved | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Saved;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} is not a saved workspace; move it away to start with an empty one`, { cause });
  }
}
