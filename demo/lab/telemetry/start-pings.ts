import type { ChildProcess } from 'node:child_process';
import type { MeasuredProbe } from '../../network/telemetry/line-protocol.ts';
import { inNetwork, start } from '../network/run.ts';
import { createPingWindow, type PingWindow, parsePing, pinging } from './pings.ts';

export interface PingOptions {
  /** The address that the pings come from; that of the port when left out. */
  source?: string;
  /** Told of every answer. */
  hear?: (target: string, rttMs: number) => void;
}

/** Ten pings a second to each target, out of the network of a device or host. They cost the device nothing, and pass before other work. */
export function startPings(from: string, targets: readonly string[], { source, hear }: PingOptions = {}) {
  const { periodMs, timeoutMs } = pinging;
  const own = source === undefined ? [] : ['-S', source];
  const fping = ['fping', '-D', '-l', `-p${periodMs}`, `-t${timeoutMs}`, ...own, ...targets];
  const child = start(['chrt', '-r', '20', ...inNetwork(from, fping)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const windows = new Map<string, PingWindow>(targets.map((target) => [target, createPingWindow(Date.now())]));
  eachLine(child, (line) => {
    const answer = parsePing(line);
    if (!answer) return;
    windows.get(answer.target)?.hear(answer);
    hear?.(answer.target, answer.rttMs);
  });
  return {
    targets,
    read: (target: string, now: number): MeasuredProbe => windows.get(target)!.read(now),
    close: () => void child.kill('SIGKILL'),
  };
}

function eachLine(child: ChildProcess, hear: (line: string) => void): void {
  let rest = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}
