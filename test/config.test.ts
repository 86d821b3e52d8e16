import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig, loadConfig, slackSettings } from '../src/config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string, name = 'nocturne.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the configuration', () => {
  it('needs no Slack token unless the command does', () => {
    const file = write('state: here\n');
    expect(loadConfig(file, { env: {} }).state).toBe(join(folder, 'here'));
    expect(() => loadConfig(file, { env: {}, needs: ['slack'] })).toThrow(
      /SLACK_BOT_TOKEN: is not set\nSLACK_APP_TOKEN: is not set, and Socket Mode needs it/,
    );
  });

  it('asks for the signing secret instead of the app token in HTTP mode', () => {
    const file = write('slack: {mode: http}\n');
    const env = { SLACK_BOT_TOKEN: 'xoxb-1' };
    expect(() => loadConfig(file, { env, needs: ['slack'] })).toThrow(/SLACK_SIGNING_SECRET/);
    const config = loadConfig(file, { env: { ...env, SLACK_SIGNING_SECRET: 's' }, needs: ['slack'] });
    expect(slackSettings(config)).toMatchObject({ botToken: 'xoxb-1', signingSecret: 's', mode: 'http' });
  });

  it('says what is wrong with the form of a token, whoever asks', () => {
    expect(() => loadConfig(write('{}'), { env: { SLACK_BOT_TOKEN: 'xoxp-1' } })).toThrow(/begins with xoxb-/);
  });

  it('names file, line and key of every problem at once', () => {
    const file = write('stat: x\nweb:\n  port: high\n');
    expect(() => loadConfig(file, { env: {} })).toThrow(/nocturne.yaml:1: stat: is not a known key/);
    expect(() => loadConfig(file, { env: {} })).toThrow(/nocturne.yaml:3: web.port/);
  });

  it('reads .env beside the file, and what is set already wins', () => {
    write('NOCTURNE_API_TOKEN=from-the-file\nSLACK_BOT_TOKEN="xoxb-file"\n', '.env');
    const { environment } = loadConfig(write('{}'), { env: { SLACK_BOT_TOKEN: 'xoxb-shell' } });
    expect(environment).toMatchObject({ NOCTURNE_API_TOKEN: 'from-the-file', SLACK_BOT_TOKEN: 'xoxb-shell' });
  });

  it('has a default for every key', () => {
    expect(defaultConfig(folder, { env: {} })).toMatchObject({
      state: join(folder, '.nocturne'),
      web: { port: 8086 },
      policy: { mode: 'propose' },
    });
  });
});
