import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { AuthContext, ParsedKey, ServerChannel } from 'ssh2';

const { Server, utils } = createRequire(import.meta.url)('ssh2') as typeof import('ssh2');

/**
 * What a tiny SSH device answers to a line. `status` ends a request on an exec channel, 0 if not said otherwise. "cut" breaks the connection,
 * "close" closes the channel without a word, "signal" ends a request by a signal; `half` sends this much of an answer before.
 */
export type Said =
  | { text: string; mode?: string; status?: number }
  | { end: 'cut' | 'close' | 'signal' | 'silence'; half?: string }
  | 'silence'
  | 'hang-up';

export type Answer = (line: string, mode: string) => Said;

/** A device whose connections remember something has an answer of its own for each. */
export type Opens = (channel: 'exec' | 'shell') => Answer;

export interface TestDevice {
  port: number;
  /** OpenSSH public key line. */
  hostKey: string;
  /** Every line that arrived, with the account. */
  lines: { user: string; line: string }[];
  logins: number;
  close(): Promise<void>;
}

/** One in 300 of the keys that ssh2 makes can't be parsed by itself. */
function newKey() {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519', {});
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** An SSH server with a prompt `<name># `; accounts "reader", "netops" and "svc" with the password "secret". */
export function startTestDevice(answer: Answer, name = 'Router-A'): Promise<TestDevice> {
  return startOpeningDevice(() => answer, name);
}

/** The account "dialogue" gets in by one question and in no other way. */
function askInDialogue(context: AuthContext): void {
  if (context.method !== 'keyboard-interactive') {
    context.reject(['keyboard-interactive']);
    return;
  }
  context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
    answer === 'secret' ? context.accept() : context.reject(['keyboard-interactive']),
  );
}

/** The same with an answer of its own for each channel that is opened. */
export function startOpeningDevice(open: Opens, name = 'Router-A'): Promise<TestDevice> {
  const key = newKey();
  const lines: TestDevice['lines'] = [];
  const clients = new Set<{ end(): void }>();
  const device = { logins: 0 };
  const server = new Server({ hostKeys: [key.private] }, (client) => {
    let user = '';
    (client as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    clients.add(client);
    client.on('error', () => {});
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      user = context.username;
      if (!/^(reader|netops|svc|dialogue)$/.test(user)) context.reject(['password']);
      else if (user === 'dialogue') askInDialogue(context);
      else if (context.method === 'password' && context.password === 'secret') context.accept();
      else context.reject(['password']);
    });
    client.on('session', (accept) => {
      device.logins += 1;
      const session = accept();
      session.on('pty', (ok) => ok?.());
      session.on('exec', (ok, _reject, { command }) => {
        const channel = ok();
        lines.push({ user, line: command });
        const said = open('exec')(command, 'exec');
        if (said === 'silence') return;
        if (said !== 'hang-up' && 'end' in said) return breakOff(client, channel, said);
        if (said !== 'hang-up') channel.write(said.text);
        channel.exit(said === 'hang-up' ? 0 : (said.status ?? 0));
        channel.end();
      });
      session.on('shell', (ok) => {
        const channel = ok();
        const answer = open('shell');
        let mode = '';
        let buffer = '';
        channel.write(`\r\nWelcome\r\n${name}# `);
        channel.on('data', (chunk: Buffer) => {
          buffer += chunk.toString();
          for (let end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
            const line = buffer.slice(0, end);
            buffer = buffer.slice(end + 1);
            lines.push({ user, line });
            const said = answer(line, mode);
            if (said === 'silence') return;
            if (said === 'hang-up') return client.end();
            if ('end' in said) return breakOff(client, channel, said);
            mode = said.mode ?? mode;
            channel.write(`${line}\r\n${said.text.replaceAll('\n', '\r\n')}${name}${mode}# `);
          }
        });
      });
    });
  });
  const hostKey = publicLine(utils.parseKey(key.private) as ParsedKey);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        hostKey,
        lines,
        get logins() {
          return device.logins;
        },
        close: () =>
          new Promise<void>((done) => {
            server.close(() => done());
            for (const client of clients) client.end();
          }),
      });
    });
  });
}

function breakOff(
  client: { end(): void },
  channel: ServerChannel,
  { end, half = '' }: Extract<Said, { end: string }>,
): void {
  if (half !== '') channel.write(half.replaceAll('\n', '\r\n'));
  if (end === 'cut') setImmediate(() => client.end());
  if (end === 'signal') channel.exit('KILL', false, '');
  if (end === 'close' || end === 'signal') channel.close();
}

const publicLine = (key: ParsedKey) => `${key.type} ${key.getPublicSSH().toString('base64')}`;

export const otherHostKey = () => publicLine(utils.parseKey(newKey().private) as ParsedKey);
