import { randomUUID } from 'node:crypto';
import {
  ChannelCredentials,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { Float64, Table, TimestampMicrosecond, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import type { HistoryRecords } from '../../../domain/history-table.ts';
import { NocturneError } from '../../../errors.ts';
import { historyCancelled } from '../cancellable.ts';
import type { Statement } from '../history-statements.ts';
import { interruptOperation, type PlanMessage, SparkConnectService } from './protocol.ts';
import type { SparkRemote } from './remote.ts';

/** A text with the values of its question marks, as Spark takes it. */
export type SparkQuery = Pick<Statement, 'sql' | 'parameters'>;

export interface SparkSession {
  /**
   * The batches of an answer, in order. `onProgress` is told the share of the tasks that are done, from 0 to 1. Throws `history-cancelled` when the
   * signal aborts, after the server was told to stop; `spark-away`, which is retryable, and `spark-refused`.
   */
  query(query: SparkQuery, signal: AbortSignal, onProgress?: (share: number) => void): Promise<Table[]>;
  /** Runs a statement that has no rows, such as one that makes a view. */
  command(query: SparkQuery, signal: AbortSignal): Promise<void>;
  /** Makes rows known to this session under a name, in the place of earlier ones. */
  bind(records: HistoryRecords, signal: AbortSignal): Promise<void>;
  /** Ends the session on the server, as far as it can be reached. */
  close(): Promise<void>;
}

const clientType = 'nocturne';
const mostMessageBytes = 256 << 20;
const closeWithinMs = 2000;

const literalOf = (value: string | number | null) =>
  value === null ? { null: { null: {} } } : typeof value === 'number' ? { double: value } : { string: value };

const sqlOf = ({ sql, parameters }: SparkQuery) => ({
  common: {},
  sql: { query: sql, pos_arguments: parameters.map((value) => ({ literal: literalOf(value) })) },
});

const arrowTypes = { text: () => new Utf8(), number: () => new Float64(), time: () => new TimestampMicrosecond() };

/** Rows as Spark takes them: an Arrow stream. */
function viewOf({ name, columns, rows }: HistoryRecords) {
  const table = new Table(
    Object.fromEntries(
      columns.map(({ name: column, type }, i) => {
        const values = rows.map((row) => row[i] ?? null);
        return [column, vectorFromArray(values, arrowTypes[type]())];
      }),
    ),
  );
  const input = { common: {}, local_relation: { data: tableToIPC(table, 'stream') } };
  return { input, name, is_global: false, replace: true };
}

const commandOf = (query: SparkQuery) => ({ command: { sql_command: { input: sqlOf(query) } } });

/** Opens a session; nothing is sent before the first question. */
export function openSparkSession({ address, userId, token, encrypted }: SparkRemote): SparkSession {
  const channel = encrypted ? credentials.createSsl() : ChannelCredentials.createInsecure();
  const client = new SparkConnectService(address, channel, {
    'grpc.max_receive_message_length': mostMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
  });
  const metadata = new Metadata();
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  const who = { session_id: randomUUID(), user_context: { user_id: userId }, client_type: clientType };

  function interrupt(operation: string): void {
    const order = { ...who, interrupt_type: interruptOperation, operation_id: operation };
    client.Interrupt!(order, metadata, () => undefined);
  }

  async function execute(plan: object, signal: AbortSignal, onMessage: (message: PlanMessage) => void): Promise<void> {
    if (signal.aborted) throw historyCancelled();
    const operation = randomUUID();
    const stream = client.ExecutePlan!(
      { ...who, plan, operation_id: operation },
      metadata,
    ) as ClientReadableStream<PlanMessage>;
    const stop = () => {
      interrupt(operation);
      stream.cancel();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const message of stream) onMessage(message as PlanMessage);
    } catch (thrown) {
      throw signal.aborted ? historyCancelled() : toError(thrown as ServiceError, address);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    if (signal.aborted) throw historyCancelled();
  }

  let prepared: Promise<void> | undefined;
  /** Whatever the server is set to: hours and days are UTC. */
  const inUtc = (signal: AbortSignal): Promise<void> => {
    prepared ??= execute(commandOf({ sql: "SET TIME ZONE 'UTC'", parameters: [] }), signal, () => undefined).catch(
      (thrown: unknown) => {
        prepared = undefined;
        throw thrown;
      },
    );
    return prepared;
  };

  return {
    async query(query, signal, onProgress) {
      await inUtc(signal);
      const tables: Table[] = [];
      await execute({ root: sqlOf(query) }, signal, (message) => {
        if (message.response_type === 'arrow_batch') tables.push(tableFromIPC(message.arrow_batch!.data));
        else if (message.response_type === 'execution_progress') onProgress?.(shareOf(message));
      });
      return tables;
    },
    async command(query, signal) {
      await inUtc(signal);
      await execute(commandOf(query), signal, () => undefined);
    },
    bind: (records, signal) =>
      execute({ command: { create_dataframe_view: viewOf(records) } }, signal, () => undefined),
    close: () =>
      new Promise((resolve) => {
        const deadline = Date.now() + closeWithinMs;
        client.ReleaseSession!(who, metadata, { deadline }, () => {
          client.close();
          resolve();
        });
      }),
  };
}

function shareOf({ execution_progress: progress }: PlanMessage): number {
  const stages = progress?.stages ?? [];
  const sum = (of: (stage: (typeof stages)[number]) => number | undefined) =>
    stages.reduce((total, stage) => total + (of(stage) ?? 0), 0);
  const tasks = sum((stage) => stage.num_tasks);
  return tasks === 0 ? 0 : sum((stage) => stage.num_completed_tasks) / tasks;
}

/** The words of the server are for the log and for operators. */
function toError({ code, details }: ServiceError, address: string): NocturneError {
  const words = (details || 'no reason given').slice(0, 1000);
  if (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED)
    return new NocturneError('spark-away', `Spark at ${address} does not answer: ${words}`, {
      retryable: true,
      hint: 'check SPARK_REMOTE and that the Connect server runs',
    });
  return new NocturneError('spark-refused', `Spark at ${address} refused a question: ${words}`);
}
