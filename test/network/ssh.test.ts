import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connectSsh, type SshOptions } from '../../src/network/transport/ssh.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { patienceMs } from '../patience.ts';
import { type Answer, otherHostKey, startTestDevice, type TestDevice } from './test-device.ts';

let device: TestDevice;
afterEach(() => device.close());

const modes: Answer = (line, mode) => {
  if (line === 'configure terminal') return { text: '', mode: '(config)' };
  if (line === 'end') return { text: '', mode: '' };
  if (line === 'silence') return 'silence';
  if (line === 'hang up') return 'hang-up';
  if (line === 'flood') return { text: 'x'.repeat(50_000) };
  if (line === 'fake prompt') return { text: 'Router-Z# \nOther# and more\nlast\n' };
  if (line === 'colours') return { text: '\u001b[31mred\u001b[0m\u202e\n' };
  return { text: `you said ${line} in ${mode || 'exec'}\n` };
};

async function connect(more: Partial<SshOptions> & { hostKey?: string | null; password?: string } = {}) {
  device = await startTestDevice(modes);
  const { hostKey = device.hostKey, password = 'secret', ...rest } = more;
  return connectSsh({
    target: { device: 'Router-A', address: '127.0.0.1', port: device.port, hostKey },
    credential: { username: 'reader', password },
    login: frr.logins.vtysh,
    limits: { timeoutMs: patienceMs, maxBytes: 20_000 },
    ...rest,
  });
}

const textOf = async (connection: Connection, line: string) => (await connection.run(line)).text;

describe('SSH to a device', () => {
  it('gives the answer without echo and prompt, through modes', async () => {
    const connection = await connect();
    expect(await textOf(connection, 'show x')).toBe('you said show x in exec\n');
    expect(await textOf(connection, 'configure terminal')).toBe('');
    expect(await textOf(connection, 'here')).toBe('you said here in (config)\n');
    expect(await textOf(connection, 'end')).toBe('');
    connection.close();
    expect(connection.open).toBe(false);
  });

  it('does not end an answer at what only looks like a prompt', async () => {
    const connection = await connect();
    expect(await textOf(connection, 'fake prompt')).toBe('Router-Z# \nOther# and more\nlast\n');
    connection.close();
  });

  it('takes terminal sequences and invisible characters out', async () => {
    const connection = await connect();
    expect(await textOf(connection, 'colours')).toBe('red\n');
    connection.close();
  });

  it('sends a line of its own on an exec login', async () => {
    const connection = await connect({ login: frr.logins.opsh });
    expect(await textOf(connection, 'show processes cpu')).toBe('you said show processes cpu in exec\n');
    expect(device.lines).toEqual([{ user: 'reader', line: 'show processes cpu' }]);
    connection.close();
  });

  it('opens nothing without a host key', async () => {
    await expect(connect({ hostKey: null })).rejects.toMatchObject({ code: 'host-key-missing', retryable: false });
    expect(device.logins).toBe(0);
  });

  it('refuses another host key than the inventory has', async () => {
    await expect(connect({ hostKey: otherHostKey() })).rejects.toMatchObject({
      code: 'host-key-mismatch',
      retryable: false,
    });
    expect(device.logins).toBe(0);
  });

  it('says that the login was refused, and that another try does not help', async () => {
    await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ code: 'login-refused', retryable: false });
  });

  it('survives a device that resets the connection before the handshake', async () => {
    device = await startTestDevice(modes);
    const { hostKey } = device;
    const dying = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve));
    const { port } = dying.address() as AddressInfo;
    const target = { device: 'Router-A', address: '127.0.0.1', port, hostKey };
    const options = { credential: { username: 'reader', password: 'secret' }, login: frr.logins.vtysh };
    for (let i = 0; i < 5; i++) {
      const refused = connectSsh({ target, ...options, limits: { timeoutMs: patienceMs, maxBytes: 20_000 } });
      await expect(refused).rejects.toMatchObject({ code: 'device-unreachable', retryable: true });
    }
    await new Promise((resolve) => dying.close(resolve));
  });

  it('says that nobody listens, and that another try can help', async () => {
    device = await startTestDevice(modes);
    const { port, hostKey } = device;
    await device.close();
    const target = { device: 'Router-A', address: '127.0.0.1', port, hostKey };
    const attempt = connectSsh({
      target,
      credential: { username: 'reader', password: 'secret' },
      login: frr.logins.vtysh,
      limits: { timeoutMs: patienceMs, maxBytes: 1000 },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'device-unreachable', retryable: true });
    device = await startTestDevice(modes);
  });

  it.each([
    ['silence', 'session-timeout', true],
    ['hang up', 'session-lost', true],
    ['flood', 'output-too-long', false],
    ['a\nb', 'line-break', false],
  ])('ends the session at %j', async (line, code, retryable) => {
    const connection = await connect();
    // Only silence is not waited for.
    const silenceMs = line === 'silence' ? 300 : patienceMs;
    await expect(connection.run(line, { silenceMs })).rejects.toMatchObject({ code, retryable });
    expect(connection.open).toBe(false);
  });
});
