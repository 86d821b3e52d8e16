import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig, loadConfig, slackSettings } from '../src/config.ts';
import type { NocturneError } from '../src/errors.ts';

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

function problemsOf(file: string): string[] {
  try {
    loadConfig(file, { env: {} });
  } catch (thrown) {
    return (thrown as NocturneError).detail!.problems as string[];
  }
  return [];
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

  it('names every fault of a mapping at once, each with its line', () => {
    const file = write(
      [
        'web: { port: high }',
        'mapping:',
        '  fields:',
        '    a: { metrik: x }',
        '    b: { metric: y, scale: much, inverted: true, offset: 1 }',
        '  rules:',
        '    - measurement: 3',
        '      deviceTags: []',
        '  rulez: []',
        '  builtin: false',
      ].join('\n'),
    );
    const places = problemsOf(file).map((problem) => /:(\d+): (\S+): ./.exec(problem)!.slice(1).join(' '));
    expect(places.sort()).toEqual([
      '1 web.port',
      '10 mapping.builtin',
      '4 mapping.fields.a.metric',
      '4 mapping.fields.a.metrik',
      '5 mapping.fields.b.inverted',
      '5 mapping.fields.b.offset',
      '5 mapping.fields.b.scale',
      '7 mapping.rules.0.measurement',
      '8 mapping.rules.0.deviceTags',
      '9 mapping.rulez',
    ]);
  });

  it('names every fault of one of two forms, where it is plain which is meant', () => {
    const file = write(
      'inventory:\n  netbox:\n    url: ftp://x\n    hostKeys: 3\n    filtr: {}\ngrants:\n  - commands: []\n',
    );
    expect(problemsOf(file)).toEqual([
      expect.stringMatching(/:3: inventory.netbox.url: ./),
      expect.stringMatching(/:4: inventory.netbox.hostKeys: ./),
      expect.stringMatching(/:5: inventory.netbox.filtr: is not a known key/),
      expect.stringMatching(/:7: grants.0.commands: ./),
    ]);
    expect(problemsOf(write('inventory: 3'))).toEqual([expect.stringMatching(/:1: inventory: Invalid input/)]);
  });

  it.each(['0', '36501', '1.5', '-4', 'Never', '30d', 'null', '""', '[1]', '{}', 'true'])(
    'says of retention.historyDays: %s what it must be',
    (value) => {
      const must = 'retention.historyDays: must be a number of days from 1 to 36500, or never';
      expect(problemsOf(write(`retention:\n  historyDays: ${value}\n`))).toEqual([
        `${join(folder, 'nocturne.yaml')}:2: ${must}`,
      ]);
    },
  );

  it.each([1, 36_500, 'never'])('takes retention.historyDays: %s', (value) => {
    expect(loadConfig(write(`retention: {historyDays: ${value}}`), { env: {} }).retention.historyDays).toBe(value);
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
