import {
  channelOf,
  createFrameReader,
  cutFrames,
  type Frame,
  fatal,
  frame,
  joinBytes,
  renameStatement,
  sqlOf,
  welcome,
} from './frames.ts';

/** Runs wire-protocol messages on the one backend and returns its whole answer. */
export type Backend = (messages: Uint8Array) => Promise<Uint8Array>;

interface Session {
  id: number;
  read: (chunk: Uint8Array) => Frame[];
  /** Messages since the last Sync. */
  batch: Uint8Array[];
  subscriptions: Subscription[];
  statements: Set<string>;
  channels: Set<string>;
}

interface Turn {
  session: Session;
  run: () => Promise<void>;
}

/** Each `LISTEN x`, `UNLISTEN x` and `UNLISTEN *` among the statements of a query, comments before it skipped. */
const listenPattern = /(?:^|;)(?:\s|--[^\n]*\n)*(UN)?LISTEN\s+(?:"([^"]+)"|([\w$]+|\*))/gi;

interface Subscription {
  channel: string;
  wanted: boolean;
}

function subscriptionsIn(sql: string): Subscription[] {
  return [...sql.matchAll(listenPattern)].map(([, un, quoted, bare]) => ({
    channel: quoted ?? bare!.toLowerCase(),
    wanted: un === undefined,
  }));
}

/**
 * Lets many clients share the single backend that PGlite is, each as if it had a server of its own:
 * - what a client sends up to a Sync runs as one piece; pieces of different clients take turns in order of arrival;
 * - a client in a transaction keeps its turn until the transaction ends (read from ReadyForQuery, not guessed from SQL);
 * - names of prepared statements are kept apart, notifications go to the clients that listen;
 * - a client that leaves is cleaned up after: open transaction, statements, subscriptions.
 * Shared all the same, because there is one backend: settings (`SET`), session-level advisory locks, temporary tables.
 *
 * A client that sits idle in a transaction for `idleInTransactionMs` while others wait loses its connection (SQLSTATE 25P03), as with
 * PostgreSQL's setting of that name. Otherwise work that waits for a second client inside a transaction would hang for ever.
 */
export function createSessions(options: {
  backend: Backend;
  send: (session: number, bytes: Uint8Array) => void;
  hangUp: (session: number) => void;
  idleInTransactionMs: number;
}) {
  const sessions = new Map<number, Session>();
  const turns: Turn[] = [];
  let owner: Session | undefined;
  let pumping = false;
  let idleTimer: NodeJS.Timeout | undefined;

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    try {
      for (let turn = nextTurn(); turn; turn = nextTurn()) {
        clearTimeout(idleTimer);
        idleTimer = undefined;
        await turn.run();
      }
    } finally {
      pumping = false;
    }
    if (owner && turns.length > 0) idleTimer ??= setTimeout(() => void evict(), options.idleInTransactionMs);
  }

  function nextTurn(): Turn | undefined {
    const at = owner ? turns.findIndex((turn) => turn.session === owner) : 0;
    return at < 0 ? undefined : turns.splice(at, 1)[0];
  }

  function enqueue(session: Session, run: () => Promise<void>): Promise<void> {
    turns.push({ session, run });
    return pump();
  }

  async function evict(): Promise<void> {
    if (!owner) return;
    const { id } = owner;
    options.send(id, fatal('25P03', 'terminating connection due to idle-in-transaction timeout: others were waiting'));
    options.hangUp(id);
    await close(id);
  }

  async function runBatch(session: Session, messages: Uint8Array, subscriptions: Subscription[]): Promise<void> {
    for (const subscription of subscriptions) subscribe(session, subscription);
    const answer = await options.backend(messages);
    const status = deliver(session, answer);
    owner = status === 'I' ? undefined : session;
    if (subscriptions.some(({ wanted }) => !wanted)) await listenAgain();
  }

  function subscribe(session: Session, { channel, wanted }: Subscription): void {
    if (wanted) session.channels.add(channel);
    else if (channel === '*') session.channels.clear();
    else session.channels.delete(channel);
  }

  /** An UNLISTEN of one client ended the subscription of all. */
  async function listenAgain(): Promise<void> {
    const channels = new Set([...sessions.values()].flatMap((session) => [...session.channels]));
    for (const channel of channels) await options.backend(frame('Q', `LISTEN "${channel}"`));
  }

  /** Hands the answer to its client and notifications to whoever listens; returns the transaction status (I, T or E). */
  function deliver(session: Session | undefined, answer: Uint8Array): string {
    const { frames } = cutFrames(answer);
    const notices = frames.filter((message) => message.type === 'A');
    if (session && sessions.has(session.id)) {
      const own = frames.filter((message) => message.type !== 'A' || session.channels.has(channelOf(message)));
      options.send(session.id, notices.length === 0 ? answer : joinBytes(own.map((message) => message.bytes)));
    }
    for (const other of notices.length === 0 ? [] : sessions.values()) {
      const theirs = notices.filter((message) => other.channels.has(channelOf(message)));
      if (other !== session && theirs.length > 0)
        options.send(other.id, joinBytes(theirs.map((message) => message.bytes)));
    }
    const ready = frames.findLast((message) => message.type === 'Z');
    return ready ? String.fromCharCode(ready.bytes[5]!) : 'I';
  }

  async function cleanUp(session: Session): Promise<void> {
    if (!sessions.delete(session.id)) return;
    if (owner === session) deliver(undefined, await options.backend(frame('Q', 'ROLLBACK')));
    owner = undefined;
    for (const name of session.statements) await options.backend(frame('Q', `DEALLOCATE "${name}"`));
    const left = new Set([...sessions.values()].flatMap((other) => [...other.channels]));
    for (const channel of session.channels)
      if (!left.has(channel)) await options.backend(frame('Q', `UNLISTEN "${channel}"`));
  }

  function handle(session: Session, message: Frame): void {
    if (message.type === '') options.send(session.id, welcome(session.id));
    else if (message.type === 'X') void close(session.id);
    // A Flush asks for an early answer; the answer comes with the Sync instead.
    else if (message.type !== 'H') collect(session, message);
  }

  function collect(session: Session, message: Frame): void {
    session.batch.push(
      renameStatement(message, (name) => {
        const own = `s${session.id}:${name}`.replaceAll('"', '');
        if (message.type === 'P') session.statements.add(own);
        return own;
      }),
    );
    const sql = sqlOf(message);
    if (sql !== undefined) session.subscriptions.push(...subscriptionsIn(sql));
    if (message.type !== 'S' && message.type !== 'Q') return;
    const messages = joinBytes(session.batch.splice(0));
    const subscriptions = session.subscriptions.splice(0);
    void enqueue(session, () => runBatch(session, messages, subscriptions));
  }

  async function close(id: number): Promise<void> {
    const session = sessions.get(id);
    if (!session) return;
    await enqueue(session, () => cleanUp(session));
  }

  return {
    open(id: number): void {
      const read = createFrameReader();
      sessions.set(id, { id, read, batch: [], subscriptions: [], statements: new Set(), channels: new Set() });
    },
    /** Bytes from a client. Those of a client that was hung up on are dropped. */
    receive(id: number, chunk: Uint8Array): void {
      const session = sessions.get(id);
      for (const message of session?.read(chunk) ?? []) handle(session!, message);
    },
    close,
  };
}
