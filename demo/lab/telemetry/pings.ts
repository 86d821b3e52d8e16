import type { MeasuredProbe } from '../../network/telemetry/line-protocol.ts';

/** How often a target is asked, after how long an answer counts as lost, and over how long latency and loss are taken, in ms. */
export const pinging = { periodMs: 100, timeoutMs: 500, latencyMs: 1000, lossMs: 3000 } as const;

/** One answer, as `fping -D` writes it. */
export interface PingAnswer {
  target: string;
  sequence: number;
  /** When it came, in ms since 1970. */
  at: number;
  rttMs: number;
}

/** Null for a line that tells of no answer: fping doesn't tell of every ping that is lost. */
export function parsePing(line: string): PingAnswer | null {
  const [, seconds, target, sequence, rtt] =
    /^\[([\d.]+)\] (\S+)\s+: \[(\d+)\], \d+ bytes, ([\d.]+) ms/.exec(line) ?? [];
  if (rtt === undefined) return null;
  return { target: target!, sequence: Number(sequence), at: Number(seconds) * 1000, rttMs: Number(rtt) };
}

export interface PingWindow {
  hear(answer: PingAnswer): void;
  /** Latency is the median, jitter the mean difference of one answer to the next. Nothing is known before the first ping can be back. */
  read(now: number): MeasuredProbe;
}

/**
 * Latency and loss of one target. Lost pings are those whose sequence number never came back; when each was sent follows from the answers
 * before, or from when the pinging began.
 */
export function createPingWindow(startedAt: number, times: typeof pinging = pinging): PingWindow {
  const { periodMs, timeoutMs } = times;
  let answers: PingAnswer[] = [];
  let anchor = { sequence: 0, sentAt: startedAt };
  const sentAt = (sequence: number) => anchor.sentAt + (sequence - anchor.sequence) * periodMs;
  return {
    hear(answer) {
      if (answer.rttMs > timeoutMs || answers.some(({ sequence }) => sequence === answer.sequence)) return;
      answers.push(answer);
      if (answer.sequence >= anchor.sequence) anchor = { sequence: answer.sequence, sentAt: answer.at - answer.rttMs };
    },
    read(now) {
      const settled = now - timeoutMs;
      // Half a period off, because a ping is not sent to the millisecond.
      const last = Math.floor((settled - anchor.sentAt) / periodMs + anchor.sequence + 0.5);
      const first = Math.max(0, last - Math.round(times.lossMs / periodMs) + 1);
      answers = answers.filter(({ sequence }) => sequence >= first);
      if (last < first) return { latencyMs: null, jitterMs: null, packetLossPct: null };
      const came = answers.filter(({ sequence }) => sequence <= last).length;
      const recent = answers
        .filter(({ sequence }) => sentAt(sequence) > now - times.latencyMs)
        .map(({ rttMs }) => rttMs);
      return { ...latencyOf(recent), packetLossPct: 100 * (1 - came / (last - first + 1)) };
    },
  };
}

function latencyOf(rtts: readonly number[]): Pick<MeasuredProbe, 'latencyMs' | 'jitterMs'> {
  if (rtts.length === 0) return { latencyMs: null, jitterMs: null };
  const steps = rtts.slice(1).map((rtt, i) => Math.abs(rtt - rtts[i]!));
  const jitterMs = steps.length === 0 ? null : steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return { latencyMs: middle(rtts), jitterMs };
}

/** The median. */
export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
