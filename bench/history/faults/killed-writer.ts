import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NocturneError } from '../../../src/errors.ts';
import type { WriterNews, WriterOrder, WriterPhase } from './written-steps.ts';

const script = fileURLToPath(new URL('writer-process.ts', import.meta.url));

/** When a writer is killed: so long after it began a phase for the n-th time. */
export interface KillMoment {
  phase: WriterPhase;
  /** From 1. */
  time: number;
  afterMs: number;
}

/** What a writer had said when it was killed. */
export interface Killed {
  /** What it did. */
  phase: WriterPhase;
  /** Steps that the history had acknowledged, at least. */
  steps: number;
  /** When old days were removed last, or were about to be; null when they were not. */
  removedAt: number | null;
}

/** Starts a writer of a history and ends it with SIGKILL at a moment. Throws `writer-failed` when it ends before. */
export async function killWriter(order: WriterOrder, { phase, time, afterMs }: KillMoment): Promise<Killed> {
  const child = fork(script, [JSON.stringify(order)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const killed: Killed = { phase: 'inserting', steps: 0, removedAt: null };
  const seen = new Promise<void>((resolve) => {
    let times = 0;
    child.on('message', (news: WriterNews) => {
      Object.assign(killed, { phase: news.phase, steps: news.steps });
      if (news.phase === 'removing old days') killed.removedAt = news.now;
      times += news.phase === phase ? 1 : 0;
      if (times === time) resolve();
    });
  });
  const ended = once(child, 'exit');
  await Promise.race([seen, ended]);
  await Promise.race([sleep(afterMs), ended]);
  await end(child, ended);
  return killed;
}

async function end(child: ChildProcess, ended: Promise<unknown[]>): Promise<void> {
  child.kill('SIGKILL');
  const [code] = await ended;
  if (code !== null) throw new NocturneError('writer-failed', `The writer of the history ended with ${code}`);
}
