/** What the main thread tells the database thread. Sessions are numbered by the main thread. */
export type ToDatabase =
  | { type: 'open'; session: number }
  | { type: 'bytes'; session: number; bytes: Uint8Array }
  | { type: 'end'; session: number }
  | { type: 'close' };

/** What the database thread tells the main thread. */
export type FromDatabase =
  | { type: 'ready' }
  | { type: 'bytes'; session: number; bytes: Uint8Array }
  | { type: 'hang-up'; session: number }
  | { type: 'closed' };

export interface DatabaseThreadOptions {
  /** Where the database lives; null keeps it in memory. */
  directory: string | null;
  idleInTransactionMs: number;
  /** Where an empty database is kept for new ones to start from; null keeps none. */
  cacheDir: string | null;
}
