import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Connection, ServerChannel, Session } from 'ssh2';
import ssh2 from 'ssh2';
import type { CliResult, CliSession } from '../cli/session.ts';
import type { AccountName, Accounts } from './accounts.ts';
import { checkLogin, isAccount } from './accounts.ts';
import type { KeyPair } from './generate-key.ts';
import { createTerminal } from './terminal.ts';

/** What an account may do on a device once it is in. */
export interface Login {
  /** Null when the account has no interactive session. */
  openCli(user: AccountName): CliSession | null;
  /** Runs and logs one line of a session. */
  run(session: CliSession, line: string, who: { user: AccountName; id: string }): CliResult;
  /** The operator shell: one command, or null when this account uses the CLI. */
  runCommand(line: string, who: { user: AccountName; id: string }): { output: string; exitCode: number } | null;
  /** How long the device takes to answer now. */
  delayMs(): number;
  /** A device without power answers nobody. */
  isDown(): boolean;
}

export interface SshDevice {
  address: string;
  port: number;
  /** Drops every connection, as when power is lost. */
  dropAll(): void;
  /** Closes every channel with neither an answer nor an exit status, as when the program behind it dies. */
  closeChannels(): void;
  close(): Promise<void>;
}

/** Serves one device over SSH on a free port of 127.0.0.1. */
export async function serveDevice(options: {
  accounts: Accounts;
  hostKey: KeyPair;
  login: Login;
  newSessionId: () => string;
}): Promise<SshDevice> {
  const { accounts, login } = options;
  const sockets = new Set<Socket>();
  const channels = new Set<ServerChannel>();
  const ident = 'OpenSSH_9.2p1 Debian-2+deb12u3';
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey.privateKey], ident }, (client) =>
    attachClient(client, { accounts, login, channels, newSessionId: options.newSessionId }),
  );
  const server = createServer({ noDelay: true }, (socket) => {
    if (login.isDown()) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    dropAll,
    closeChannels() {
      for (const channel of channels) channel.close();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
  };
}

function attachClient(
  client: Connection,
  options: { accounts: Accounts; login: Login; channels: Set<ServerChannel>; newSessionId: () => string },
): void {
  const { accounts, login, channels } = options;
  let user: AccountName | null = null;
  client.on('error', () => client.end());
  client.on('authentication', (attempt) => {
    const verdict = checkLogin(accounts, attempt);
    if (verdict === 'no' || !isAccount(accounts, attempt.username)) return attempt.reject(['publickey', 'password']);
    if (verdict === 'yes') user = attempt.username;
    attempt.accept();
  });
  client.on('session', (accept) => {
    if (user) attachSession(accept(), { login, user, channels, id: options.newSessionId() });
  });
}

interface Who {
  login: Login;
  user: AccountName;
  id: string;
  /** The open ones of all sessions. */
  channels: Set<ServerChannel>;
}

function attachSession(session: Session, who: Who): void {
  let pty = false;
  const noted = (channel: ServerChannel) => {
    who.channels.add(channel);
    return channel.on('close', () => who.channels.delete(channel));
  };
  session.on('pty', (accept) => {
    pty = true;
    accept?.();
  });
  session.on('window-change', (accept) => accept?.());
  session.on('shell', (accept) => openShell(noted(accept()), who, pty));
  session.on('exec', (accept, _reject, { command }) => runExec(noted(accept()), who, command));
}

function openShell(channel: ServerChannel, { login, user, id }: Who, pty: boolean): void {
  const cli = login.openCli(user);
  if (!cli) {
    channel.write('% interactive use is not offered\n');
    endChannel(channel, 1);
    return;
  }
  const terminal = createTerminal({
    session: cli,
    pty,
    write: (text) => channel.write(text),
    run: (line) => ({ result: login.run(cli, line, { user, id }), delayMs: login.delayMs() }),
    close: () => endChannel(channel, 0),
  });
  channel.on('data', (bytes: Buffer) => terminal.input(bytes.toString('utf8')));
  channel.on('end', () => endChannel(channel, 0));
  channel.on('close', () => terminal.dispose());
}

/** One command line, or several; like `vtysh -c` it stops at the first error. */
function runExec(channel: ServerChannel, { login, user, id }: Who, command: string): void {
  const shell = login.runCommand(command, { user, id });
  if (shell) {
    setTimeout(() => {
      if (channel.writable) channel.write(shell.output);
      endChannel(channel, shell.exitCode);
    }, login.delayMs());
    return;
  }
  const cli = login.openCli(user);
  let exitCode = cli ? 0 : 1;
  for (const line of cli ? command.split('\n') : []) {
    const result = login.run(cli as CliSession, line, { user, id });
    channel.write(result.output);
    if (result.endless) {
      streamUntilClosed(channel, result.endless);
      return;
    }
    exitCode = result.accepted ? 0 : 1;
    if (exitCode > 0 || result.closes) break;
  }
  setTimeout(() => endChannel(channel, exitCode), login.delayMs());
}

function streamUntilClosed(channel: ServerChannel, endless: NonNullable<CliResult['endless']>): void {
  const timer = setInterval(() => channel.write(endless.next()), endless.everyMs);
  const stop = (text: string) => {
    clearInterval(timer);
    if (channel.writable) channel.write(text);
    endChannel(channel, 0);
  };
  channel.write(endless.next());
  channel.on('signal', () => stop(endless.stop()));
  channel.on('data', (bytes: Buffer) => bytes.includes(3) && stop(endless.stop()));
  channel.on('close', () => clearInterval(timer));
}

function endChannel(channel: ServerChannel, code: number): void {
  if (!channel.writable) return;
  channel.exit(code);
  channel.end();
}
