import { createWriteStream } from 'node:fs';
import type { Fields } from './entities.ts';

/**
 * One line of the journal. `kind` says what happened: `call` (Web API), `delivery` (an envelope to the app),
 * `socket`, `control` (a persona did something), `response_url`, `upload`, `fault`.
 */
export interface JournalEntry extends Fields {
  kind: 'call' | 'delivery' | 'socket' | 'control' | 'response_url' | 'upload' | 'fault';
  /** Milliseconds since the epoch, by the workspace's clock. */
  at: number;
}

export interface Journal {
  add(entry: Omit<JournalEntry, 'at'> & Fields): void;
  entries(): JournalEntry[];
  clear(): void;
  close(): Promise<void>;
}

const keptEntries = 50_000;

/** Keeps the entries in memory and, with a path, appends them to a JSONL file. Tokens never reach either. */
export function createJournal(clock: () => number, path?: string): Journal {
  let entries: JournalEntry[] = [];
  const file = path ? createWriteStream(path, { flags: 'a' }) : undefined;
  return {
    add(entry) {
      const line = redact({ at: clock(), ...entry }) as JournalEntry;
      entries.push(line);
      if (entries.length > keptEntries) entries = entries.slice(keptEntries / 10);
      file?.write(`${JSON.stringify(line)}\n`);
    },
    entries: () => [...entries],
    clear() {
      entries = [];
    },
    close: () =>
      new Promise((resolve) => {
        if (file) file.end(() => resolve());
        else resolve();
      }),
  };
}

/** A deep copy without tokens and with long strings kept: a journal must be enough to see what a person saw. */
function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\bx(?:ox[a-z]|app)-[A-Za-z0-9-]+/g, '[token]');
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== 'object') return value;
  const copy: Fields = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = key === 'token' ? '[token]' : redact(inner);
  return copy;
}
