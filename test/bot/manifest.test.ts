import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWanted } from '../../src/bot/envelope.ts';
import { botScopes } from '../../src/bot/scopes.ts';
import { configFileSchema } from '../../src/config.ts';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
const { settings, features } = manifest;

/** Methods that any token may call. */
const freeMethods = ['auth.test', 'chat.getPermalink', 'views.open', 'views.publish'];

/** Every Web API method that a file of the bot names. */
function calledMethods(): string[] {
  const folder = join(root, 'src/bot');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const text = files.filter((file) => file !== 'scopes.ts').map((file) => readFileSync(join(folder, file), 'utf8'));
  const named = text
    .join('\n')
    .matchAll(/'((?:chat|conversations|files|usergroups|users|views|auth|team|reactions|pins)\.[\w.]+)'/g);
  return [...new Set([...named].map((match) => match[1]!))].sort();
}

describe('manifest.json', () => {
  it('asks for the scopes that the calls need, and for no others', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(botScopes).sort());
    const covered = [...Object.values(botScopes).flat(), ...freeMethods];
    expect(calledMethods().length).toBeGreaterThan(10);
    expect(calledMethods().filter((method) => !covered.includes(method))).toEqual([]);
  });

  it('subscribes to the events that the bot listens to', () => {
    const events: string[] = settings.event_subscriptions.bot_events;
    const wanted = events.map((type) =>
      type === 'message.im' ? { type: 'message', channel_type: 'im', user: 'U1' } : { type },
    );
    for (const event of wanted) expect(isWanted({ type: 'event_callback', event })).toBe(true);
    expect(events.sort()).toEqual(['app_home_opened', 'app_mention', 'message.im']);
  });

  it('has the command, the home tab, interactivity and Socket Mode that the defaults expect', () => {
    const { slack } = configFileSchema.parse({});
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual([slack.command]);
    expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_read_only_enabled: false });
    expect(settings).toMatchObject({
      interactivity: { is_enabled: true },
      socket_mode_enabled: slack.mode === 'socket',
    });
  });
});
