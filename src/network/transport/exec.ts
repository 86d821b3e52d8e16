import type { Client, ClientChannel } from 'ssh2';
import { cleanText } from '../untrusted.ts';
import { type Answer, createSilenceTimer, type LineLimits, lost, tooLong, tooSlow } from './answer.ts';

/**
 * Sends one line as a request of its own. The answer counts only when the device gave an exit status, closed the channel in order and kept the
 * connection: a channel that merely closes says nothing about the line. Throws `session-lost`, `session-timeout` or `output-too-long`.
 */
export function runExec(client: Client, line: string, limits: LineLimits, silenceMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const silence = createSilenceTimer(silenceMs, () => end(tooSlow(silenceMs)));
    const onLost = () => end(lost('The connection broke before the answer was complete'));
    client.once('close', onLost);
    function end(result: Answer | Error): void {
      silence.stop();
      client.off('close', onLost);
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
    client.exec(line, (error, channel) => {
      if (error) return end(error);
      collect(channel, { limits, heard: silence.heard, end });
    });
  });
}

function collect(
  channel: ClientChannel,
  { limits, heard, end }: { limits: LineLimits; heard(): void; end(result: Answer | Error): void },
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let ended = false;
  let exit: { status: number | null; signal?: string } | null = null;
  const take = (chunk: Buffer) => {
    heard();
    bytes += chunk.length;
    if (bytes <= limits.maxBytes) chunks.push(chunk);
    else end(tooLong(limits));
  };
  channel.on('data', take);
  channel.stderr.on('data', take);
  channel.on('end', () => {
    ended = true;
  });
  channel.on('exit', (status: number | null, signal?: string) => {
    exit = { status, signal };
  });
  channel.on('close', () => {
    if (!exit) return end(lost('The device closed the channel without an exit status'));
    if (exit.status === null) return end(lost(`The command was ended by a signal (${exit.signal ?? 'unknown'})`));
    if (!ended) return end(lost('The device closed the channel before the end of the answer'));
    end({ text: cleanText(Buffer.concat(chunks).toString('utf8')), prompt: '', exitStatus: exit.status });
  });
}
