import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openShell, type TerminalChannel } from '../../src/network/transport/shell.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { expectLinear, patienceMs } from '../patience.ts';

const recorded = readFileSync(resolve(import.meta.dirname, '../fixtures/vendors/frr/session.pty'));
const limits = { timeoutMs: patienceMs, maxBytes: 100_000 };

/** Plays the recorded bytes of a real session: each line that is sent releases the bytes up to the next prompt, in pieces of `size`. */
function playedChannel(size: number): TerminalChannel {
  const text = recorded.toString('latin1');
  const prompts = [...text.matchAll(/(?<=\n)Router-A(?:\([a-z-]+\))?# /g)].map(
    (match) => match.index + match[0].length,
  );
  const channel = new EventEmitter();
  let from = 0;
  const release = () => {
    const to = prompts.shift() ?? recorded.length;
    for (let at = from; at < to; at += size) channel.emit('data', recorded.subarray(at, Math.min(at + size, to)));
    from = to;
  };
  setImmediate(release);
  return Object.assign(channel, { write: () => setImmediate(release) });
}

describe.each([1, 7, 100_000])('a recorded FRR session in pieces of %i bytes', (size) => {
  it('is read line by line', async () => {
    const shell = await openShell(playedChannel(size), frr.logins.vtysh, limits);
    const run = async (line: string) => (await shell.run(line, limits)).text;
    expect(await run('terminal length 0')).toBe('');
    expect(await run('show ip ospf interface eth1')).toMatch(/^eth1 is up\n[\s\S]*Adjacent neighbor count is 1\n\n$/);
    expect(await run('configure terminal')).toBe('');
    expect(await run('interface eth1')).toBe('');
    expect(await run('ip ospf cost 1000')).toBe('');
    expect(await run('ip ospf cost 99999')).toBe('% Unknown command: ip ospf cost 99999\n');
    expect(await run('frobnicate')).toBe('% Unknown command: frobnicate\n');
    expect(await run('end')).toBe('');
    expect(await run('show runn')).toMatch(/^Building configuration[\s\S]*ip ospf cost 1000[\s\S]*\nend\n$/);
  });
});

describe('an answer of a million characters in very many pieces', () => {
  it.each([
    ['short lines', 'interface eth1\r\n'],
    ['one line without an end', 'interface eth1 '],
    ['carriage returns', '\r'.repeat(16)],
  ])('is read once: %s', async (_, piece) => {
    const channel = new EventEmitter();
    const write = () => {
      channel.emit('data', Buffer.from('show\r\n'));
      for (let sent = 0; sent < 1_000_000; sent += piece.length) channel.emit('data', Buffer.from(piece));
      channel.emit('data', Buffer.from('\r\nRouter-A# '));
    };
    setImmediate(() => channel.emit('data', Buffer.from('Router-A# ')));
    const large = { timeoutMs: patienceMs, maxBytes: 2_000_000 };
    const played = Object.assign(channel, { write: () => setImmediate(write) });
    const shell = await openShell(played, frr.logins.vtysh, large);
    // Looking at all of it with each piece takes minutes.
    await expectLinear(async () => expect((await shell.run('show', large)).text.endsWith('\n')).toBe(true));
  });
});
