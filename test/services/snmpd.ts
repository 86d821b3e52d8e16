import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, runServer } from '../../bench/services/server.ts';
import { pickPort } from '../../demo/pick-port.ts';

const run = promisify(execFile);

/** An SNMP agent that runs only for a test: net-snmp's snmpd with a configuration of its own. */
export interface Agent {
  /** `127.0.0.1:16161`, for UDP. */
  address: string;
  /** Asks for instances by number; one that is not there is left out. Numbers are numbers. */
  get(oids: readonly string[]): Promise<Map<string, number | string>>;
  walk(oid: string): Promise<Map<string, number | string>>;
  /** Sets an instance that the configuration overrides as writable. */
  set(oid: string, value: number): Promise<void>;
  close(): Promise<void>;
}

/** What is missing on this machine to start and ask an agent. */
export function missingForSnmpd(): string | undefined {
  if (!findProgram('snmpd')) return 'no snmpd (apt-get install snmpd)';
  return findProgram('snmpget') ? undefined : 'no snmpget (apt-get install snmp)';
}

/** `conf` is added to the configuration. Everybody on this machine may read with the community `public` and write with `writer`. */
export async function startSnmpd(
  host: string,
  conf: readonly string[] = [],
  access: readonly string[] = ['rocommunity public'],
): Promise<Agent | { missing: string }> {
  const missing = missingForSnmpd();
  if (missing !== undefined) return { missing };
  const snmpd = findProgram('snmpd')!;
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-snmpd-'));
  const port = await pickPort();
  const file = join(folder, 'agent.conf');
  const lines = [
    // It is asked over UDP; that TCP is open tells when it is up.
    `agentAddress udp:${host}:${port},tcp:127.0.0.1:${port}`,
    ...[...access, 'rwcommunity writer', ...conf],
    `[snmp] persistentDir ${folder}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const version = /version:\s*(\S+)/i.exec(execFileSync(snmpd, ['-v'], { encoding: 'utf8' }))?.[1] ?? '';
  const args = ['-f', '-C', '-c', file, '-Le', '-m', '', '-I', '-smux'];
  const place = { owner: {}, folder, port, stopSignal: 'SIGTERM', crashSignal: 'SIGKILL' } as const;
  const server = await runServer(snmpd, args, { ...place, name: `net-snmp ${version}` }, () => ({ url: '' }));
  const address = `${host}:${port}`;
  const ask = async (program: string, community: string, more: readonly string[]) => {
    // Values only in a form that is read again: numbers for names, and no units.
    const options = ['-m', '', '-v2c', '-c', community, '-OqneU', '-t', '5', address, ...more];
    return readAnswers((await run(findProgram(program)!, options)).stdout);
  };
  return {
    ...{ address, close: server.close },
    get: (oids) => ask('snmpget', 'public', oids),
    walk: (oid) => ask('snmpwalk', 'public', [oid]),
    set: async (oid, value) => void (await ask('snmpset', 'writer', [oid, 'u', String(value)])),
  };
}

function readAnswers(text: string): Map<string, number | string> {
  const answers = new Map<string, number | string>();
  for (const line of text.split('\n')) {
    const [, oid, value] = /^\.?([\d.]+) (.+)$/.exec(line) ?? [];
    if (oid === undefined || value === undefined || /^No Such|^No more/.test(value)) continue;
    const bare = value.replace(/^"(.*)"$/, '$1');
    answers.set(oid, bare === value && Number.isFinite(Number(bare)) ? Number(bare) : bare);
  }
  return answers;
}
