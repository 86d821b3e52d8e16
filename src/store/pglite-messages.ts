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
  /** A file with an empty database that new ones start from; made when it does not exist. */
  templateFile: string | null;
}
