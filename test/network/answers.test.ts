import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDeviceError, judgeLine, judgeReading } from '../../src/network/line-proof.ts';
import { openShell } from '../../src/network/transport/shell.ts';
import { connectSsh, type SshOptions } from '../../src/network/transport/ssh.ts';
import { findCommand, isMissing, type Login, type Vendor } from '../../src/network/vendor.ts';
import { eos } from '../../src/network/vendors/eos.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { iosXe } from '../../src/network/vendors/ios-xe.ts';
import { junos } from '../../src/network/vendors/junos.ts';
import { playbooks } from '../changes/world.ts';
import { type Said, startTestDevice, type TestDevice } from './test-device.ts';

const limits = { timeoutMs: 15_000, maxBytes: 100_000 };
let device: TestDevice | undefined;
afterEach(() => device?.close());

async function connect(said: Said, more: Partial<SshOptions> = {}) {
  device = await startTestDevice(() => said);
  return connectSsh({
    target: { device: 'Router-A', address: '127.0.0.1', port: device.port, hostKey: device.hostKey },
    credential: { username: 'svc', password: 'secret' },
    login: frr.logins.opsh,
    limits,
    ...more,
  });
}

describe('an answer on an exec channel', () => {
  it.each<[string, Said, unknown]>([
    ['that ends with a status', { text: 'ok: done\n' }, { text: 'ok: done\n', exitStatus: 0 }],
    ['that ends with another status', { text: '% no\n', status: 3 }, { text: '% no\n', exitStatus: 3 }],
  ])('%s is whole', async (_, said, answer) => {
    const connection = await connect(said);
    expect(await connection.run('revert-cancel')).toMatchObject(answer as object);
    connection.close();
  });

  it.each<[string, Said, string]>([
    ['whose channel closes', { end: 'close' }, 'session-lost'],
    ['whose channel closes behind all of the text', { end: 'close', half: 'ok: done\n' }, 'session-lost'],
    ['that a signal ends', { end: 'signal', half: 'ok: done\n' }, 'session-lost'],
    ['whose connection breaks', { end: 'cut', half: 'ok: do' }, 'session-lost'],
    ['that does not come', { end: 'silence', half: 'ok: do' }, 'session-timeout'],
  ])('%s counts as nothing', async (_, said, code) => {
    // Only silence is waited for, so only there may the time be short.
    const short = code === 'session-timeout' ? { silenceMs: 200 } : {};
    const connection = await connect(said);
    await expect(connection.run('revert-cancel', short)).rejects.toMatchObject({ code, retryable: true });
    expect(connection.open).toBe(false);
    await expect(connection.run('revert-cancel')).rejects.toMatchObject({ code: 'session-lost' });
  });
});

describe('a login', () => {
  it('gives its password in a dialogue where the device asks for it in no other way', async () => {
    const credential = { username: 'dialogue', password: 'secret' };
    const connection = await connect({ text: 'in\n' }, { credential });
    expect((await connection.run('x')).text).toBe('in\n');
    connection.close();
  });

  it('that is refused says what the device offers', async () => {
    const credential = { username: 'dialogue', password: 'wrong' };
    await expect(connect({ text: '' }, { credential })).rejects.toMatchObject({
      code: 'login-refused',
      message: expect.stringContaining('it offers keyboard-interactive'),
    });
  });
});

/** A terminal that says what the test makes it say, in a time that the test makes pass. */
describe('a terminal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function openTerminal(login: Login, greeting: string) {
    const channel = Object.assign(new EventEmitter(), {
      written: [] as string[],
      write: (text: string) => channel.written.push(text),
    });
    const say = (text: string) => channel.emit('data', Buffer.from(text));
    const shell = openShell(channel, login, limits);
    say(greeting);
    return { shell, say };
  }

  it('takes no late prompt for an answer', async () => {
    const { shell, say } = openTerminal(iosXe.logins.cli, '\r\nR1#');
    const first = (await shell).run('terminal width 0', limits);
    say('\r\nR1#');
    say('terminal width 0\r\n');
    say('R1#');
    expect(await first).toMatchObject({ text: '', prompt: 'R1#' });
    const second = (await shell).run('show version', limits);
    say('\r\nR1#');
    say('show version\r\nCisco IOS XE\r\nR1#');
    expect((await second).text).toBe('Cisco IOS XE\n');
  });

  it('takes the answer to another line for none', async () => {
    const { shell, say } = openTerminal(iosXe.logins.cli, '\r\nR1#');
    const lost = (await shell).run('show ip ospf', limits).catch((error: unknown) => error);
    say('show version\r\nCisco IOS XE\r\nR1#');
    await vi.advanceTimersByTimeAsync(limits.timeoutMs);
    expect(await lost).toMatchObject({ code: 'session-timeout' });
  });

  it.each([
    [iosXe, 'edge-router-datacenter-01#', 'edge-router-datacent(config)#'],
    [iosXe, 'edge-router-datacenter-01#', 'edge-router-datacent(config-if)#'],
    [eos, 'sw1(vrf:MGMT)#', 'sw1(vrf:MGMT)(config-s-nocturne-1)#'],
    [junos, 'u@mx1:LS1> ', 'u@mx1:LS1# '],
  ] as [Vendor, string, string][])('knows its prompts in each mode: %#', async ({ logins }, first, then) => {
    const { shell, say } = openTerminal(logins.cli!, first);
    const answer = (await shell).run('configure', limits);
    say(`configure\r\n${then}`);
    expect((await answer).prompt).toBe(then);
  });

  it('does not take the prompt of another device for that of a long name', async () => {
    const { shell, say } = openTerminal(iosXe.logins.cli, 'edge-router-datacenter-01#');
    const lost = (await shell).run('configure terminal', limits).catch((error: unknown) => error);
    say('configure terminal\r\nedge-router(config)#');
    await vi.advanceTimersByTimeAsync(limits.timeoutMs);
    expect(await lost).toMatchObject({
      code: 'session-timeout',
      message: expect.stringContaining('edge-router(config)#'),
    });
  });

  it.each(['upp306/prod#', '17:16 upp306 [prod]#', ' --More-- '])(
    'shows where it waits when that is no prompt that is known: %j',
    async (last) => {
      const { shell, say } = openTerminal(eos.logins.cli, 'upp306#');
      const lost = (await shell).run('show version', limits).catch((error: unknown) => error);
      say(`show version\r\nArista\r\n${last}`);
      await vi.advanceTimersByTimeAsync(limits.timeoutMs);
      expect(await lost).toMatchObject({ code: 'session-timeout', message: expect.stringContaining(last) });
    },
  );

  it('is not given up while text still comes, and shows none of it when it stops', async () => {
    const { shell, say } = openTerminal(iosXe.logins.cli, 'R1#');
    const flowing = (await shell).run('show running-config', limits);
    say('show running-config\r\n');
    for (let i = 0; i < 10; i++) {
      await vi.advanceTimersByTimeAsync(limits.timeoutMs - 1);
      say('line\r\n');
    }
    say('R1#');
    expect((await flowing).text).toBe('line\n'.repeat(10));
    const lost = (await shell).run('show version', limits).catch((error: unknown) => error);
    say('show version\r\nenable secret 9 $9$abcdefgh');
    await vi.advanceTimersByTimeAsync(limits.timeoutMs);
    expect(String((await lost) as Error)).not.toContain('abcdefgh');
  });

  it('waits longer for a line that commits', () => {
    for (const [vendor, line] of [
      [junos, 'commit'],
      [junos, 'commit confirmed 10'],
      [eos, 'commit timer 00:10:00'],
    ] as const) {
      const proof = vendor.logins.cli.proofs.find((each) => each.line.test(line));
      expect(proof?.silenceMs).toBeGreaterThanOrEqual(120_000);
    }
  });
});

describe('what proves a line', () => {
  const judge = (vendor: Vendor, line: string, text: string, prompt = '', login = 'cli') =>
    judgeLine(vendor.logins[login]!, line, { text, prompt, exitStatus: login === 'opsh' ? 0 : null }).outcome;
  const late = `${"[edit security ike]\n  'policy P1'\n    warning: requires 'ipsec' license\n".repeat(40)}error: commit failed: (statements constraint check failed)\n`;

  it.each<[Vendor, string, string, string, string]>([
    [junos, 'commit', 'commit complete\n', '', 'done'],
    [junos, 'commit', '[edit]\n', '', 'unproven'],
    [junos, 'commit', '', '', 'unproven'],
    [junos, 'commit', late, '', 'refused'],
    [
      junos,
      'commit',
      're0:\ncommit complete\nre1:\nerror: remote commit-configuration failed on re1\n',
      '',
      'unproven',
    ],
    [
      junos,
      'commit confirmed 10',
      'commit confirmed will be automatically rolled back in 10 minutes unless confirmed\ncommit complete\n\n# commit confirmed will be rolled back in 10 minutes\n[edit]\n',
      '',
      'done',
    ],
    [
      junos,
      'commit confirmed 10',
      'commit confirmed will be automatically rolled back in 10 minutes unless confirmed\n',
      '',
      'unproven',
    ],
    [
      junos,
      'configure exclusive',
      'warning: uncommitted changes will be discarded on exit\nEntering configuration mode\n\n[edit]\n',
      '',
      'done',
    ],
    [
      junos,
      'configure exclusive',
      'Entering configuration mode\nUsers currently editing the configuration:\nerror: configuration database locked by:\n',
      '',
      'refused',
    ],
    [junos, 'set protocols ospf overload', '\n[edit]\n', '', 'done'],
    [junos, 'set protocols ospf overload', 'Discard uncommitted changes? [yes,no]\n', '', 'unproven'],
    [eos, 'commit', '', 'sw1#', 'done'],
    [eos, 'commit', '', 'sw1(config-s-nocturne-1)#', 'unproven'],
    [eos, 'commit', `${'! one warning\n'.repeat(20)}% Commit failed\n`, 'sw1#', 'refused'],
    [eos, 'ip ospf cost 1000', '', 'sw1(config-s-nocturne-1-if-Et1)#', 'done'],
    [
      iosXe,
      'configure terminal revert timer 10',
      'Rollback Confirmed Change: Backing up current running config to bootflash:a-1\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n',
      '',
      'done',
    ],
    [iosXe, 'configure terminal revert timer 10', '', '', 'unproven'],
    [
      iosXe,
      'configure terminal revert timer 10',
      '%Turn config archive on before using Rollback Confirmed Change\n',
      '',
      'refused',
    ],
    [
      iosXe,
      'ip ospf cost 1000',
      '*Nov 23 05:12:44.123: %OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 from FULL to DOWN\n',
      '',
      'done',
    ],
    [iosXe, 'ip ospf cost 1000', 'something that nobody knows\n', '', 'unproven'],
    [iosXe, 'configure confirm', '', '', 'done'],
    [iosXe, 'configure confirm', '%No Rollback Confirmed Change pending\n', '', 'unproven'],
  ])('%#', (vendor, line, text, prompt, outcome) => {
    expect(judge(vendor, line, text, prompt)).toBe(outcome);
  });

  it.each<[string, string, number | null, string]>([
    ['copy-running nocturne', 'ok: saved nocturne, 71 lines\n', 0, 'done'],
    ['copy-running nocturne', 'saved nocturne, 71 lines\n', 0, 'done'],
    ['copy-running nocturne', '', 0, 'unproven'],
    ['revert-in 300 nocturne', 'ok: revert to nocturne in 300 s\n', 0, 'done'],
    ['revert-in 300 nocturne', 'ok: revert to noc', 0, 'unproven'],
    ['revert-in 300 nocturne', 'ok: revert to nocturne in 300 s\n', 1, 'refused'],
    ['revert-cancel', '% no revert is pending\n', 0, 'refused'],
    ['process restart ospfd', '', 0, 'done'],
    ['process restart ospfd', '', 255, 'refused'],
  ])('%s: %j with status %j is %s', (line, text, exitStatus, outcome) => {
    expect(judgeLine(frr.logins.opsh, line, { text, prompt: '', exitStatus }).outcome).toBe(outcome);
  });

  it('finds an error in whichever line it stands, in time that grows with the text', () => {
    expect(findDeviceError(junos.logins.cli, late)).toBeDefined();
    const many = 'warning: something\n'.repeat(50_000);
    expect(findDeviceError(junos.logins.cli, `${many}error: commit failed\n`)).toBe('error: commit failed');
    expect(findDeviceError(junos.logins.cli, many)).toBeUndefined();
  });

  it('never takes a line that alters something for done on the word of a device that says anything', () => {
    for (const vendor of vendors) {
      for (const { line, login } of linesOf(vendor)) {
        const { proofs } = vendor.logins[login]!;
        const proof = proofs.find((each) => each.line.test(line));
        const free = proof?.says === 'anything' && proof.prompt === undefined;
        // A restart and a reload on the operator shell end with a status of their own.
        expect(
          free && !/^(?:show|configure revert now|frr-reload|process restart)/.test(line),
          `${vendor.id}: ${line}`,
        ).toBe(false);
      }
    }
  });
});

/** Every line that a plan may send to a vendor's devices, gaps and all. */
function linesOf(vendor: Vendor): { login: string; line: string }[] {
  const { timer } = vendor;
  const timers = isMissing(timer)
    ? []
    : [...timer.start, ...timer.cancel, ...timer.revert].map((line) => ({ login: timer.login, line }));
  const planned = playbooks.flatMap(({ lines }) =>
    lines.filter((line) => line.vendor === vendor.id).map(({ login, template }) => ({ login, line: template.text })),
  );
  return [...timers, ...planned];
}

describe('a configuration that was read', () => {
  const read = (vendor: Vendor, text: string) => {
    const command = findCommand(vendor, vendor.snapshot.command)!;
    return judgeReading(vendor, vendor.logins[command.login]!, command.line, { text, prompt: '', exitStatus: null });
  };
  const banner = 'banner motd ^C\n% Access denied to strangers\n^C\n';

  it('may hold lines that look like errors, because people wrote them', () => {
    expect(read(iosXe, `!\nhostname R1\n${banner}!\nend\n\n`).outcome).toBe('done');
    expect(read(junos, 'system {\n    login {\n        message "\\nerror: go away";\n    }\n}\n').outcome).toBe('done');
  });

  it('is refused or cut, and never the whole, without its end', () => {
    expect(read(iosXe, '!\nhostname R1\ninterface Gi').outcome).toBe('unproven');
    expect(read(iosXe, "          ^\n% Invalid input detected at '^' marker.\n").outcome).toBe('refused');
    expect(read(junos, 'system {\n    host-name r1;\nerror: timeout communicating with daemon\n').outcome).toBe(
      'refused',
    );
    expect(read(frr, '').outcome).toBe('unproven');
  });
});
