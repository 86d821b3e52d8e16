import { NocturneError } from '../../errors.ts';
import { maskSecrets } from '../parsing/secrets.ts';
import { cleanText } from '../untrusted.ts';
import { type Answer, createSilenceTimer, type LineLimits, lost, tooLong, tooSlow } from './answer.ts';

/** What an open terminal is, as far as lines go over it: a channel of SSH. */
export interface TerminalChannel {
  write(text: string): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** An interactive terminal on a device. Lines are sent one at a time; the answer is what stands between the echo and the next prompt. */
export interface Shell {
  run(line: string, limits: LineLimits): Promise<Answer>;
}

/** How the device asks for the next line. `nameLength`: in its configuration modes the device cuts its name to that many characters. */
export interface Prompting {
  prompt: RegExp;
  nameLength?: number;
}

/** Whether a line is a prompt of the device that showed the first one: only the mode may be another. */
export function promptsOfDevice({ prompt, nameLength }: Prompting, first: string): (line: string) => boolean {
  const name = prompt.exec(first)?.[1] ?? '';
  const cut = nameLength === undefined ? name : name.slice(0, nameLength);
  return (line) => {
    const found = prompt.exec(line)?.[1];
    // The whole name outside the configuration modes, so that another device whose name is that much shorter does not count.
    return found !== undefined && (found === name || (found === cut && line.includes('(')));
  };
}

/**
 * Waits for the first prompt of an open terminal. From then on only a prompt with the same device name counts, so that output which merely
 * looks like some prompt does not end an answer; and it counts only behind the echo of the line, so that a prompt that comes late is no answer.
 * Throws `session-timeout`, `output-too-long` or `session-lost`, all of which leave the terminal unusable.
 */
export async function openShell(channel: TerminalChannel, prompting: Prompting, limits: LineLimits): Promise<Shell> {
  const reader = createPromptReader(channel);
  const greeting = await reader.until((last) => prompting.prompt.test(last), limits);
  const isPrompt = promptsOfDevice(prompting, lastLine(greeting));
  return {
    async run(line, lineLimits) {
      if (/[\r\n]/.test(line)) throw new NocturneError('line-break', 'A line to a device holds a line break');
      reader.clear();
      channel.write(`${line}\n`);
      const text = await reader.until(isPrompt, lineLimits, line);
      return { text: withoutEcho(withoutLastLine(text), line), prompt: lastLine(text), exitStatus: null };
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
/** Lines in which the echo is looked for: late prompts and a repainted line may stand before it. */
const echoLines = 8;

function createPromptReader(channel: TerminalChannel): PromptReader {
  let chunks: Buffer[] = [];
  let bytes = 0;
  /** Pieces that ended a line, and those of them that were looked through for the echo. */
  let [lines, looked] = [0, 0];
  /** What came since the last line break: with each piece of an answer only this is looked at. */
  let last: Buffer = Buffer.alloc(0);
  let closed = false;
  let wake = () => {};
  channel.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    const end = chunk.lastIndexOf(newline);
    if (end >= 0) {
      lines++;
      last = chunk.subarray(end + 1);
    } else if (last.length <= longestPrompt) last = Buffer.concat([last, chunk]);
    wake();
  });
  channel.on('close', () => {
    closed = true;
    wake();
  });
  const text = () => cleanText(Buffer.concat(chunks).toString('utf8'));
  const waitingAt = () => (last.length <= longestPrompt ? shownWait(cleanText(last.toString('utf8'))) : null);
  return {
    clear() {
      chunks = [];
      bytes = 0;
      [lines, looked] = [0, 0];
      last = Buffer.alloc(0);
    },
    until(isEnd, limits, echo) {
      return new Promise((resolve, reject) => {
        const silence = createSilenceTimer(limits.timeoutMs, () => end(tooSlow(limits.timeoutMs, waitingAt())));
        const end = (result: string | NocturneError) => {
          silence.stop();
          wake = () => {};
          if (typeof result === 'string') resolve(result);
          else reject(result);
        };
        let echoed = echo === undefined;
        wake = () => {
          silence.heard();
          if (bytes > limits.maxBytes) return end(tooLong(limits));
          // Looked for only while it can still come, so that an answer without one costs no more than others.
          if (!echoed && lines > looked && looked < echoLines) echoed = holdsEcho(text(), echo!);
          looked = lines;
          if (echoed && last.length <= longestPrompt && isEnd(cleanText(last.toString('utf8')))) return end(text());
          if (closed) end(lost());
        };
        wake();
      });
    },
  };
}

const lastLine = (text: string) => text.slice(text.lastIndexOf('\n') + 1);
const withoutLastLine = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);

/** The terminal repeats the line, behind the rest of a prompt, and ends it. Where the echo ends, or -1. */
function endOfEcho(text: string, line: string): number {
  let start = 0;
  for (let i = 0; i < echoLines; i++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return -1;
    if (text.slice(start, end).trimEnd().endsWith(line)) return end + 1;
    start = end + 1;
  }
  return -1;
}

const holdsEcho = (text: string, line: string) => endOfEcho(text, line) >= 0;
const withoutEcho = (text: string, line: string) => text.slice(Math.max(0, endOfEcho(text, line)));

/**
 * A prompt or a pager at which a device stands still may be shown to people; other text could hold a secret. Three words at most, the last with the
 * sign, are what people make of prompts: a time, a name, a place.
 */
export function shownWait(last: string): string | null {
  const isPrompt = /^(?=.{1,80}$)(?:\S+ ){0,2}\S*[#>] ?$/.test(last);
  return (isPrompt && maskSecrets(last) === last) || /^.{0,8}more.{0,12}$/i.test(last) ? last : null;
}
