import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeLine } from '../../src/network/line-proof.ts';
import { parseRevertTimer } from '../../src/network/vendors/frr/system.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { patienceMs } from '../patience.ts';

const root = resolve(import.meta.dirname, '../..');
const source = readFileSync(join(root, 'docs/frr-operator-shell.sh'), 'utf8');
const running =
  'Building configuration...\n\nCurrent configuration:\n!\nhostname Router-A\ninterface eth1\n ip ospf cost 10\nexit\n!\nend\n';
const body = running.slice(running.indexOf('!\n'));

let folder: string;
const at = (name: string) => join(folder, name);
const kept = () => readFileSync(at('copies/nocturne.conf'), 'utf8');
const log = () => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8').trim().split('\n') : []);

function script(name: string, text: string): void {
  writeFileSync(at(name), `#!/bin/bash\n${text}`);
  chmodSync(at(name), 0o755);
}

/** The host: what the shell calls writes to a log, and in the middle of its work the shell gets a signal, as when its connection breaks. */
function host({ signal = '', config = running }: { signal?: string; config?: string } = {}): void {
  const hit = signal === '' ? '' : `kill -${signal} "$(cat ${at('pid')})"`;
  writeFileSync(at('running'), config);
  script('bin/vtysh', `head -4 ${at('running')}\n${hit}\ntail -n +5 ${at('running')}\n`);
  script('frr-reload.py', `echo "begins $*" >> ${at('log')}\n${hit}\necho "ends $*" >> ${at('log')}\n`);
  script('watchfrr.sh', `echo "begins $*" >> ${at('log')}\n${hit}\necho "ends $*" >> ${at('log')}\n`);
  script('bin/systemctl', `echo "systemctl $*" >> ${at('log')}\n`);
}

/** `end`: what becomes of the connection's output. */
function say(line: string, end = ''): SpawnSyncReturns<string> {
  const command = `echo $$ > ${at('pid')}; exec bash ${at('shell.sh')} -c "$0" ${end}`;
  const env = { ...process.env, PATH: `${at('bin')}:${process.env.PATH}` };
  return spawnSync('bash', ['-c', command, line], { env, encoding: 'utf8', timeout: patienceMs });
}

const judge = (line: string, { stdout, status }: SpawnSyncReturns<string>) =>
  judgeLine(frr.logins.opsh, line, { text: stdout, prompt: '', exitStatus: status }).outcome;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nocturne-opsh-'));
  mkdirSync(at('bin'));
  const placed = source
    .replace('copies=/run/nocturne', `copies=${at('copies')}`)
    .replace('reload=/usr/lib/frr/frr-reload.py', `reload=${at('frr-reload.py')}`)
    .replace('watchfrr=/usr/lib/frr/watchfrr.sh', `watchfrr=${at('watchfrr.sh')}`);
  writeFileSync(at('shell.sh'), placed);
  host();
});
afterEach(() => {
  say('revert-cancel');
  if (existsSync(at('busy'))) spawnSync('kill', [readFileSync(at('busy'), 'utf8').trim()]);
  rmSync(folder, { recursive: true, force: true });
});

// `flock` and `setsid` are parts of Linux.
describe.skipIf(process.platform !== 'linux')('the operator shell of the documentation', () => {
  it('answers each line in words that prove it', () => {
    for (const line of [
      ...[
        'copy-running nocturne',
        'revert-in 600 nocturne',
        'revert-in 500 nocturne',
        'revert-cancel',
        'revert-cancel',
      ],
      ...['frr-reload --reload nocturne', 'process restart ospfd', 'process restart telemetryd'],
    ]) {
      const said = say(line);
      expect([line, judge(line, said), said.stdout.trim().split('\n').at(-1)]).toEqual([
        line,
        'done',
        expect.stringMatching(/^ok: /),
      ]);
    }
    expect(kept()).toBe(body);
    expect(log().filter((entry) => entry.startsWith('ends'))).toHaveLength(2);
    expect(log()).toContain('systemctl restart snmpd');
  });

  it.each([
    'reload',
    'process restart sshd',
    'revert-in 0 nocturne',
    'revert-in 9 ../x',
    'frr-reload --reload gone',
    '',
    'copy-running a b',
  ])('refuses %j with a status', (line) => {
    expect(say(line)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^% /) });
  });

  it.each(['HUP', 'TERM', 'PIPE', 'INT'])('finishes what it began when %s comes in the middle', (signal) => {
    host({ signal });
    const said = say('copy-running nocturne');
    expect(judge('copy-running nocturne', said)).toBe('done');
    expect(kept()).toBe(body);
    for (const line of ['frr-reload --reload nocturne', 'process restart bgpd']) {
      say(line);
      expect(
        log()
          .slice(-2)
          .map((entry) => entry.split(' ')[0]),
      ).toEqual(['begins', 'ends']);
    }
  });

  it('acts the same when nobody reads its answer any more', () => {
    for (const line of ['copy-running nocturne', 'revert-in 600 nocturne']) say(line, '>&-');
    expect(kept()).toBe(body);
    expect(say('show revert').stdout).toMatch(/^revert to nocturne in \d+ s\n$/);
    say('revert-cancel', '>&-');
    expect(say('show revert').stdout).toBe('no revert is pending\n');
    expect(judge('revert-cancel', say('revert-cancel'))).toBe('done');
  });

  it('starts no daemon that would write to the session', () => {
    script('watchfrr.sh', `readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 >> ${at('log')}\n`);
    say('copy-running nocturne');
    expect(judge('process restart zebra', say('process restart zebra'))).toBe('done');
    expect(log()).toHaveLength(3);
    expect(log().filter((open) => /^(pipe|socket):/.test(open))).toEqual([]);
  });

  it('keeps the former copy when the configuration came in part, or not at all', () => {
    say('copy-running nocturne');
    for (const config of ['', ...[20, 60, running.length - 5].map((length) => running.slice(0, length))]) {
      host({ config });
      expect(judge('copy-running nocturne', say('copy-running nocturne'))).toBe('refused');
      expect(kept()).toBe(body);
    }
    expect(readdirSync(at('copies')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('gives the configuration back once when the time is over, and says so to who would keep it', () => {
    say('copy-running nocturne');
    say('revert-in 600 nocturne');
    say('revert-in 1 nocturne');
    const wait = `while [ ! -f ${at('log')} ] || ! grep -q ends ${at('log')}; do sleep 0.05; done`;
    spawnSync('bash', ['-c', wait], { timeout: patienceMs });
    expect(log().filter((entry) => entry.startsWith('ends'))).toHaveLength(1);
    const said = say('revert-cancel');
    expect(said).toMatchObject({ status: 1, stdout: '% no revert is pending: the one to nocturne has fired\n' });
    expect(parseRevertTimer(say('show revert').stdout)).toMatchObject([{ value: 'none' }]);
  });

  it.each([
    ['waits for a command that is slower than commands wait for each other', 3, 600],
    ['does not wait for a command that hangs', 600, 1],
  ])('gives the configuration back when the time is over: it %s', (_, seconds, patience) => {
    const impatient = readFileSync(at('shell.sh'), 'utf8').replace('flock -w 30', 'flock -w 0.1');
    writeFileSync(at('shell.sh'), impatient.replace('flock -w 600', `flock -w ${patience}`));
    script('watchfrr.sh', `echo "busy" >> ${at('log')}\necho $$ > ${at('busy')}\nexec sleep ${seconds}\n`);
    say('copy-running nocturne');
    say('revert-in 2 nocturne');
    say('process restart bgpd', '> /dev/null 2>&1 &');
    const wait = `while ! grep -q "^ends" ${at('log')}; do sleep 0.05; done`;
    spawnSync('bash', ['-c', wait], { timeout: patienceMs });
    expect(log().filter((entry) => entry.startsWith('ends --reload'))).toHaveLength(1);
    expect(say('show revert').stdout).toBe('no revert is pending\n');
  });

  it('has one timer at a time, and none that outlives its cancelling', () => {
    say('copy-running nocturne');
    say('revert-in 600 nocturne');
    const first = readFileSync(at('copies/revert'), 'utf8').split(' ')[0]!;
    say('revert-in 700 nocturne');
    const second = readFileSync(at('copies/revert'), 'utf8').split(' ')[0]!;
    const alive = (pid: string) => spawnSync('bash', ['-c', `kill -0 -- -${pid} 2>/dev/null`]).status === 0;
    const gone = (pid: string) =>
      spawnSync('bash', [
        '-c',
        `for i in $(seq 3000); do kill -0 -- -${pid} 2>/dev/null || exit 0; sleep 0.02; done; exit 1`,
      ]).status === 0;
    expect(gone(first)).toBe(true);
    expect(alive(second)).toBe(true);
    say('revert-cancel');
    expect(gone(second)).toBe(true);
  });
});

it('restarts the processes that the catalogue names, and the documentation lists them', () => {
  const form = /^# {3}process restart (\S+)$/m.exec(source)![1]!.split('|');
  expect(form).toEqual(frr.processes);
  for (const process of frr.processes)
    expect(source, process).toMatch(
      new RegExp(`process\\\\? restart.*\\b${process}\\b.* =~|=~ .*\\b${process}\\b|== "process restart ${process}"`),
    );
  const vendorsPage = readFileSync(join(root, 'docs/vendors.md'), 'utf8');
  expect(vendorsPage).toContain(
    `Processes that can be restarted: ${frr.processes.map((name) => `\`${name}\``).join(', ')}.`,
  );
  const simulated = readFileSync(join(root, 'demo/network/cli/frr/opsh.ts'), 'utf8');
  expect(simulated).toContain(`process restart (${frr.processes.join('|')})$/`);
});
