import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NocturneError } from '../../src/errors.ts';
import type { Answer, Connection } from '../../src/network/transport/ssh.ts';
import { findCommand, type Vendor } from '../../src/network/vendor.ts';

const fixtures = resolve(import.meta.dirname, '../../test/fixtures/vendors');

interface Expected {
  parses: Record<string, { command: string; parameters?: Record<string, string> }>;
}

/** A device that answers with what was recorded of its system. */
export interface RecordedDevice {
  /** An interface of which the recorded configuration tells the cost. */
  port: string;
  connect(): Promise<Connection>;
}

/** Throws `answer-missing` when a line is sent for which nothing was recorded. */
export function openRecordedDevice(vendor: Vendor): RecordedDevice {
  const folder = join(fixtures, vendor.id);
  const { parses } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const recorded = Object.entries(parses).map(([file, { command, parameters }]) => ({
    ...{
      file,
      command,
      parameters,
      line: findCommand(vendor, command)?.line.replace(gap, (_, name) => String(parameters?.[name])),
    },
  }));
  const cost = recorded.find(({ command }) => command === 'read-configured-cost');
  const port = cost?.parameters?.interface;
  if (!port) throw new NocturneError('answer-missing', `No configuration with a cost was recorded of ${vendor.title}`);
  const setup = Object.values(vendor.logins).flatMap((login) => login.setup);
  async function run(line: string): Promise<Answer> {
    if (setup.includes(line)) return answerOf('');
    const found = line === cost?.line ? cost : recorded.find((each) => each.line === line);
    if (found) return answerOf(readFileSync(join(folder, found.file), 'utf8'));
    throw new NocturneError('answer-missing', `Nothing was recorded of ${vendor.title} for "${line}"`);
  }
  return { port, connect: async () => ({ open: true, close: () => undefined, run }) };
}

const gap = /\{\{(\w+)\}\}/g;

const answerOf = (text: string): Answer => ({ text, prompt: '', exitStatus: null });

/** Where the recorded answers of a vendor come from, in the words of who recorded them. */
export function sourceOf(vendor: Vendor): string {
  const text = readFileSync(join(fixtures, vendor.id, 'SOURCE.md'), 'utf8').replace(/\s+/g, ' ');
  const [first] = text.split(/(?<=\w{3})\. (?=[A-Z])/);
  return `${first!.trim().replace(/\.$/, '')}.`;
}
