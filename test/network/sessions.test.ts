import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createGuard } from '../../src/network/guard.ts';
import { createSessions, type SessionsOptions } from '../../src/network/sessions.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labTopology } from './lab.ts';
import { startTestDevice, type TestDevice } from './test-device.ts';

const wholeConfig = `Building configuration...

Current configuration:
!
hostname Router-A
password hunter2
interface eth1
 ip ospf cost 10
exit
end
`;

let device: TestDevice;
let config: string;
let refusedLine: string | null;
beforeEach(async () => {
  [config, refusedLine] = [wholeConfig, null];
  device = await startTestDevice((line) => {
    if (line === refusedLine) return { text: '% Command authorization failed.\n\n' };
    if (line === 'show running-config') return { text: config };
    if (line === 'show version') return { text: 'FRRouting 8.4.4 (Router-A)\npassword hunter2\n' };
    if (line === 'show interface eth1') return 'hang-up';
    if (line === 'show processes cpu') return { text: '7 ospfd 92.0 5.0\n' };
    return { text: line.startsWith('show') ? '% Unknown command\n' : '' };
  });
});
afterEach(() => device.close());

function build(more: Partial<SessionsOptions> = {}) {
  const topology = labTopology({ hostKey: device.hostKey, port: device.port });
  const account = (username: string) => ({ username, password: 'secret' });
  const line = {
    vendor: 'frr',
    login: 'vtysh',
    phase: 'change',
    template: { text: 'configure terminal', parameters: {} },
  } as const;
  return createSessions({
    topology,
    vendors,
    credentials: { read: account('reader'), change: account('netops'), operator: account('svc') },
    guard: createGuard({ vendors, topology, playbooks: [{ lines: [{ ...line, rule: 'p' }] }] }),
    clock: () => 42,
    log: createLog({ level: 'silent' }),
    ...more,
  });
}

describe('sessions', () => {
  it('read facts and text with the reading account, without secrets, over one connection', async () => {
    const sessions = build();
    const result = await sessions.read('Router-A', 'show-version');
    expect(result).toEqual({
      outcome: 'ok',
      facts: [{ name: 'software_version', value: '8.4.4', independent: true }],
      text: 'FRRouting 8.4.4 (Router-A)\npassword <secret>\n',
      at: 42,
    });
    await sessions.read('Router-A', 'read-configured-cost', { interface: 'eth1' });
    expect(device.lines).toEqual([
      { user: 'reader', line: 'terminal length 0' },
      { user: 'reader', line: 'show version' },
      { user: 'reader', line: 'show running-config' },
    ]);
    expect(device.logins).toBe(1);
    sessions.close();
  });

  it('use the operator account for the operator shell', async () => {
    const sessions = build();
    expect(await sessions.read('Router-A', 'show-processes-cpu')).toMatchObject({ outcome: 'ok' });
    expect(device.lines).toEqual([{ user: 'svc', line: 'show processes cpu' }]);
    sessions.close();
  });

  it.each([
    ['a command that is not in the catalogue', 'Router-A', 'show-tech', {}, 'catalogue'],
    ['a device that nobody knows', 'Router-Z', 'show-version', {}, 'platform'],
    ['an interface that the device lacks', 'Router-A', 'show-interface', { interface: 'eth9' }, 'parameters'],
    ['more parameters than there are', 'Router-A', 'show-version', { x: 1 }, 'parameters'],
    ['a second line in a parameter', 'Router-A', 'show-interface', { interface: 'eth1\nreload' }, 'parameters'],
  ])('refuse %s before anything is opened', async (_, name, command, parameters, by) => {
    const sessions = build();
    expect(await sessions.read(name, command, parameters as Record<string, string>)).toMatchObject({
      outcome: 'refused',
      by,
    });
    expect(device.logins).toBe(0);
  });

  it('tell a refusal by the device from one by the line', async () => {
    const sessions = build();
    expect(await sessions.read('Router-A', 'show-ospf-process')).toMatchObject({
      outcome: 'failed',
      code: 'device-refused',
      retryable: false,
    });
    expect(await sessions.read('Router-A', 'show-interface', { interface: 'eth1' })).toMatchObject({
      outcome: 'failed',
      code: 'session-lost',
      retryable: true,
    });
    sessions.close();
  });

  it('deny without an account', async () => {
    const sessions = build({ credentials: {} });
    expect(await sessions.read('Router-A', 'show-version')).toMatchObject({
      outcome: 'failed',
      code: 'credential-missing',
    });
    await expect(sessions.openChange('Router-A', 'vtysh')).rejects.toMatchObject({ code: 'credential-missing' });
    expect(device.logins).toBe(0);
  });

  it('change with the change account, and only what the guard knows', async () => {
    const sessions = build();
    const session = await sessions.openChange('Router-A', 'vtysh');
    expect(await session.send('configure terminal', 'change')).toEqual({ accepted: true, output: '' });
    await expect(session.send('reload', 'change')).rejects.toMatchObject({ code: 'line-refused' });
    await expect(session.send('configure terminal', 'undo')).rejects.toMatchObject({ code: 'line-refused' });
    session.close();
    expect(device.lines.map(({ user, line }) => `${user}: ${line}`)).toEqual([
      'netops: terminal length 0',
      'netops: configure terminal',
    ]);
    expect(Object.keys(sessions.readOnly)).toEqual(['read', 'commands']);
  });

  it('let one session at a time to a device', async () => {
    const sessions = build({ waitMs: 50 });
    const session = await sessions.openChange('Router-A', 'vtysh');
    expect(await sessions.read('Router-A', 'show-version')).toMatchObject({
      outcome: 'failed',
      code: 'device-busy',
      retryable: true,
    });
    session.close();
    expect(await sessions.read('Router-A', 'show-version')).toMatchObject({ outcome: 'ok' });
    sessions.close();
  });

  it('send nothing else when a set-up line is refused, and name it', async () => {
    refusedLine = 'terminal length 0';
    const sessions = build();
    const refused = { code: 'device-refused', message: expect.stringContaining('"terminal length 0"') };
    expect(await sessions.read('Router-A', 'show-version')).toMatchObject({
      outcome: 'failed',
      code: 'device-refused',
      reason: expect.stringContaining('"terminal length 0"'),
    });
    await expect(sessions.openChange('Router-A', 'vtysh')).rejects.toMatchObject(refused);
    expect(new Set(device.lines.map(({ line }) => line))).toEqual(new Set(['terminal length 0']));
    sessions.close();
  });

  it('take no part of a configuration for the whole', async () => {
    config = config.replace('end\n', '');
    const sessions = build();
    await expect(sessions.snapshot('Router-A')).rejects.toMatchObject({ code: 'answer-unproven' });
    const facts = await sessions.read('Router-A', 'read-configured-cost', { interface: 'eth1' });
    expect(facts).toMatchObject({ outcome: 'failed', code: 'answer-cut', retryable: true });
    sessions.close();
  });

  it('take a snapshot without secrets and without its heading', async () => {
    const sessions = build();
    const text = await sessions.snapshot('Router-A');
    expect(text).toBe('hostname Router-A\npassword <secret>\ninterface eth1\n ip ospf cost 10\nexit\nend\n');
    sessions.close();
  });
});
