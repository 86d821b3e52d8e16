import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { pickPort } from '../../demo/pick-port.ts';

/**
 * A Slack look-alike that others wrote: local-slack of parvalabs, MIT. It is no dependency, because of its 95 MB and because it listens on
 * all interfaces; `npm pack local-slack-linux-x64@0.1.8`, unpacked, gives the binary that LOCAL_SLACK_BINARY names.
 */
const binary = process.env.LOCAL_SLACK_BINARY ?? 'node_modules/local-slack-linux-x64/bin/local-slack';
export const isThere = existsSync(binary);

export const team = {
  app: {
    ...{ appId: 'A0LOCAL01', botUserId: 'U0BOT0001', botName: 'pager' },
    ...{ botToken: 'xoxb-local-1', appToken: 'xapp-local-1', signingSecret: 'shhh', mode: 'socket' },
  },
  users: [
    { id: 'U0ONCALL1', name: 'nadia', real_name: 'Nadia Berg' },
    { id: 'U0APPROV1', name: 'amir', real_name: 'Amir Khan' },
  ],
  channels: [{ id: 'C0NOC0001', name: 'noc', members: ['U0ONCALL1', 'U0APPROV1', 'U0BOT0001'] }],
};

// biome-ignore lint/suspicious/noExplicitAny: payloads of a server that others wrote
type Loose = Record<string, any>;

export interface LocalSlack {
  apiUrl: string;
  call(method: string, args: Loose): Promise<Loose>;
  messages(): Promise<Loose[]>;
  /** The first message whose JSON holds this text; throws after a while. */
  message(text: string): Promise<Loose>;
  press(user: string, message: Loose, action: Loose): Promise<void>;
  command(user: string, text: string): Promise<void>;
  openHome(user: string): Promise<void>;
  /** The modal that is open; throws after a while. */
  modal(): Promise<Loose>;
  submit(user: string, values: Loose): void;
  home(user: string): Promise<Loose>;
  close(): Promise<void>;
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await Promise.resolve(look()).catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`there was no ${what}`);
}

export async function startLocalSlack(): Promise<LocalSlack> {
  const folder = await mkdtemp(join(tmpdir(), 'local-slack-'));
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ workspace: { teamId: 'T0LOCAL01' }, ...team }));
  const port = await pickPort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['--config', config, '--port', String(port), '--base-host', '127.0.0.1', '--files-dir', folder];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const json = async (path: string, init?: RequestInit) => (await (await fetch(`${url}${path}`, init)).json()) as Loose;
  const post = (path: string, body: Loose) =>
    json(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await until(() => json('/_control/state'), 'local-slack');

  const views: { stack: Loose[]; homes: Loose } = { stack: [], homes: {} };
  const ui = new WebSocket(`ws://127.0.0.1:${port}/ui`);
  ui.on('message', (raw) => {
    const told = JSON.parse(String(raw)) as Loose;
    if (told.t === 'view') views.stack = told.stack ?? told.modalStack ?? (told.view ? [told.view] : []);
    if (told.t === 'home') views.homes[told.user ?? told.user_id ?? told.userId] = told.view;
  });
  await new Promise((done) => ui.once('open', done));

  const channel = team.channels[0]!.id;
  const messages = async () => (await json(`/_control/messages/${channel}`)).messages as Loose[];
  return {
    apiUrl: `${url}/api/`,
    call: (method, given) =>
      json(`/api/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${team.app.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(given),
      }),
    messages,
    message: (text) =>
      until(async () => (await messages()).findLast((each) => JSON.stringify(each).includes(text)), `"${text}"`),
    async press(user, message, action) {
      await post('/_control/interact', { channel, messageTs: message.ts, user, action: { type: 'button', ...action } });
    },
    async command(user, text) {
      await post('/_control/command', { channel, user, command: '/noc', text });
    },
    async openHome(user) {
      await post('/_control/open-home', { user });
    },
    modal: () => until(() => views.stack.at(-1), 'modal'),
    submit: (user, values) => ui.send(JSON.stringify({ t: 'view_submit', user, values })),
    home: (user) => until(() => views.homes[user] as Loose | undefined, 'home tab'),
    async close() {
      ui.terminate();
      child.kill();
      await new Promise((done) =>
        child.exitCode === null && child.signalCode === null ? child.once('exit', done) : done(0),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}
