import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Envelope, SendOutcome, Transport } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { Journal } from './journal.ts';

export interface SocketMode extends Transport {
  /** A fresh WebSocket URL; its ticket opens one connection, once. */
  issueUrl(): string;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connectionCount(): number;
  /** Cuts every connection without a word, like a broken network. */
  dropAll(): void;
  /** Asks every client to reconnect, as Slack does every few hours. With `warningMs`, announces it first. */
  refreshAll(options?: { warningMs?: number }): void;
  close(): void;
}

interface Connection {
  id: string;
  socket: WebSocket;
}

interface Deps {
  appId: string;
  ids: Ids;
  clock: () => number;
  journal: Journal;
  faults: Faults;
  ackMs: number;
  pingMs: number;
  url: () => string;
  /** True while the network is supposed to be down: upgrades are refused. */
  isOffline: () => boolean;
  onCount: (count: number) => void;
}

/**
 * Slack's Socket Mode, the server's side: https://docs.slack.dev/apis/events-api/using-socket-mode. Envelopes are
 * spread over the connections by lot, as on Slack, but the lots are the same in every run (Park and Miller, 1988).
 */
export function createSocketMode(deps: Deps): SocketMode {
  const { ids, clock, journal, faults } = deps;
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections: Connection[] = [];
  const waiting = new Map<string, { connection: Connection; settle: (outcome: SendOutcome) => void }>();
  const sentAt = new Map<string, number>();
  let lot = 1;

  function open(socket: WebSocket): void {
    const connection = { id: ids.next('socket-'), socket };
    connections.push(connection);
    journal.add({ kind: 'socket', what: 'open', connection: connection.id });
    const ping = setInterval(() => socket.ping(), deps.pingMs);
    ping.unref();
    socket.on('message', (bytes) => handleMessage(String(bytes)));
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      clearInterval(ping);
      connections.splice(connections.indexOf(connection), 1);
      journal.add({ kind: 'socket', what: 'close', connection: connection.id, code });
      for (const entry of waiting.values()) if (entry.connection === connection) entry.settle({ result: 'closed' });
      deps.onCount(connections.length);
    });
    socket.send(JSON.stringify(hello(connection)));
    deps.onCount(connections.length);
  }

  const hello = (connection: Connection) => ({
    type: 'hello',
    num_connections: connections.length,
    debug_info: { host: connection.id, approximate_connection_time: 18060 },
    connection_info: { app_id: deps.appId },
  });

  function handleMessage(text: string): void {
    const answer = parseAck(text);
    if (!answer) return;
    const entry = waiting.get(answer.envelope_id);
    const ackedAfterMs = clock() - (sentAt.get(answer.envelope_id) ?? clock());
    if (!entry) {
      const isKnown = sentAt.delete(answer.envelope_id);
      const result = isKnown ? 'late_ack' : 'unknown_ack';
      journal.add({ kind: 'delivery', envelopeId: answer.envelope_id, result, ackedAfterMs });
      return;
    }
    entry.settle({ result: 'acked', ackedAfterMs, payload: answer.payload });
  }

  function send(envelope: Envelope): Promise<SendOutcome> {
    lot = (lot * 48_271) % 2_147_483_647;
    const connection = connections[lot % Math.max(1, connections.length)];
    if (!connection) return Promise.resolve({ result: 'no_connection' });
    if (faults.forDelivery('drop_on_delivery', envelope.type)) {
      connection.socket.terminate();
      return Promise.resolve({ result: 'closed', connection: connection.id });
    }
    const isDeaf = faults.forDelivery('ignore_ack', envelope.type);
    return new Promise((resolve) => {
      const key = isDeaf ? `${envelope.envelope_id} (not heard)` : envelope.envelope_id;
      const settle = (outcome: SendOutcome) => {
        clearTimeout(timer);
        waiting.delete(key);
        resolve({ ...outcome, connection: connection.id });
      };
      const timer = setTimeout(() => settle({ result: 'timeout' }), deps.ackMs);
      waiting.set(key, { connection, settle });
      sentAt.set(envelope.envelope_id, clock());
      connection.socket.send(JSON.stringify(envelope));
    });
  }

  return {
    issueUrl() {
      const ticket = ids.next('ticket-');
      tickets.add(ticket);
      return `${deps.url().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${deps.appId}`;
    },
    handleUpgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket') ?? '';
      if (deps.isOffline() || !tickets.delete(ticket)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, open);
    },
    connectionCount: () => connections.length,
    send,
    dropAll() {
      for (const { socket } of [...connections]) socket.terminate();
    },
    refreshAll({ warningMs } = {}) {
      for (const { socket } of [...connections]) {
        if (warningMs !== undefined) socket.send(disconnectMessage('warning'));
        setTimeout(() => socket.send(disconnectMessage('refresh_requested')), warningMs ?? 0);
      }
    },
    close() {
      for (const { socket } of [...connections]) socket.terminate();
      for (const entry of [...waiting.values()]) entry.settle({ result: 'closed' });
      server.close();
    },
  };
}

const disconnectMessage = (reason: string) =>
  JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local-workspace' } });

function parseAck(text: string): { envelope_id: string; payload?: unknown } | undefined {
  try {
    const value = JSON.parse(text) as { envelope_id?: unknown; payload?: unknown };
    return typeof value.envelope_id === 'string'
      ? { envelope_id: value.envelope_id, payload: value.payload }
      : undefined;
  } catch {
    return undefined;
  }
}
