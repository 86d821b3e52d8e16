import { NocturneError } from '../../errors.ts';

/** What one line may cost before the session is given up. */
export interface LineLimits {
  /** How long a device may be silent. While text still comes in, an answer is not given up for its time. Milliseconds. */
  timeoutMs: number;
  maxBytes: number;
}

/**
 * A whole answer: the device itself marked its end. `text` is clean. `prompt` is the prompt that stood behind it; empty on an exec channel.
 * `exitStatus` is the status with which a request on an exec channel ended; null in a terminal, which has none.
 */
export interface Answer {
  text: string;
  prompt: string;
  exitStatus: number | null;
}

/** Ends the waiting when the device is silent for too long. Each sign of life starts the time anew. */
export function createSilenceTimer(ms: number, onSilence: () => void): { heard(): void; stop(): void } {
  const timer = setTimeout(onSilence, ms);
  return { heard: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

export const lost = (why = 'The device closed the session') =>
  new NocturneError('session-lost', why, { retryable: true });

/** `waiting` is the line at which the device stands still, where it can be shown: a prompt or a pager. */
export function tooSlow(ms: number, waiting: string | null = null): NocturneError {
  const shown = waiting === null ? '' : `; it waits at ${JSON.stringify(waiting)}, which is not a known prompt`;
  return new NocturneError('session-timeout', `The device was silent for ${ms / 1000} s${shown}`, { retryable: true });
}

export const tooLong = ({ maxBytes }: LineLimits) =>
  new NocturneError('output-too-long', `The device sent more than ${maxBytes} bytes for one line`);
