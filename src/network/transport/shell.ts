import type { ClientChannel } from 'ssh2';
import { NocturneError } from '../../errors.ts';
import { cleanText } from '../untrusted.ts';

/** What one line may cost before the session is given up. */
export interface LineLimits {
  timeoutMs: number;
  maxBytes: number;
}

/** An interactive terminal on a device. Lines are sent one at a time; the answer is what stands between the echo and the next prompt. */
export interface Shell {
  run(line: string, limits: LineLimits): Promise<string>;
}

/**
 * Waits for the first prompt of an open terminal. From then on only a prompt with the same device name counts, so that output which merely
 * looks like some prompt does not end an answer. Throws `session-timeout`, `output-too-long` or `session-lost`, all of which leave the
 * terminal unusable.
 */
export async function openShell(channel: ClientChannel, prompt: RegExp, limits: LineLimits): Promise<Shell> {
  const reader = createPromptReader(channel);
  const greeting = await reader.until((last) => prompt.test(last), limits);
  const name = prompt.exec(lastLine(greeting))?.[1];
  const isPrompt = (last: string) => {
    const match = prompt.exec(last);
    return match !== null && match[1] === name;
  };
  return {
    async run(line, lineLimits) {
      if (/[\r\n]/.test(line)) throw new NocturneError('line-break', 'A line to a device holds a line break');
      reader.clear();
      channel.write(`${line}\n`);
      const text = await reader.until(isPrompt, lineLimits, line);
      return withoutEcho(withoutLastLine(text), line);
    },
  };
}

interface PromptReader {
  clear(): void;
  until(isEnd: (lastLine: string) => boolean, limits: LineLimits, echo?: string): Promise<string>;
}

const newline = 10;
/** Bytes of a line beyond which it is no prompt, so that a device that never ends its line costs no more than others. */
const longestPrompt = 8_192;

function createPromptReader(channel: ClientChannel): PromptReader {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let lineEnded = false;
  /** What came since the last line break: with each piece of an answer only this is looked at. */
  let last: Buffer = Buffer.alloc(0);
  let closed = false;
  let wake = () => {};
  channel.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    const end = chunk.lastIndexOf(newline);
    if (end >= 0) {
      lineEnded = true;
      last = chunk.subarray(end + 1);
    } else if (last.length <= longestPrompt) last = Buffer.concat([last, chunk]);
    wake();
  });
  channel.on('close', () => {
    closed = true;
    wake();
  });
  return {
    clear() {
      chunks = [];
      bytes = 0;
      lineEnded = false;
      last = Buffer.alloc(0);
    },
    until(isEnd, limits, echo) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(tooSlow(limits)), limits.timeoutMs);
        const end = (result: string | NocturneError) => {
          clearTimeout(timer);
          wake = () => {};
          if (typeof result === 'string') resolve(result);
          else reject(result);
        };
        wake = () => {
          if (bytes > limits.maxBytes) return end(tooLong(limits));
          const answered = echo === undefined || lineEnded;
          if (answered && last.length <= longestPrompt && isEnd(cleanText(last.toString('utf8'))))
            return end(cleanText(Buffer.concat(chunks).toString('utf8')));
          if (closed) end(lost());
        };
        wake();
      });
    },
  };
}

const lastLine = (text: string) => text.slice(text.lastIndexOf('\n') + 1);
const withoutLastLine = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);

/** The terminal repeats the line; the part before it on that line is the rest of a prompt. */
function withoutEcho(text: string, line: string): string {
  const end = text.indexOf('\n');
  return end >= 0 && text.slice(0, end).trimEnd().endsWith(line) ? text.slice(end + 1) : text;
}

const lost = () => new NocturneError('session-lost', 'The device closed the session', { retryable: true });

const tooSlow = ({ timeoutMs }: LineLimits) =>
  new NocturneError('session-timeout', `The device did not answer within ${timeoutMs / 1000} s`, { retryable: true });

const tooLong = ({ maxBytes }: LineLimits) =>
  new NocturneError('output-too-long', `The device sent more than ${maxBytes} bytes for one line`);
