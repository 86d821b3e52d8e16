import { isRetryable, NocturneError } from '../errors.ts';

/** What becomes of an entry that could not be handled. */
export interface FollowerPatience {
  /** Whether the error may pass: then the entry is tried for ever. */
  isTemporary(err: unknown): boolean;
  /** Whether another try can help at all; without it each error but a temporary one has `tries`. */
  mayPass?(err: unknown): boolean;
  /** So often an entry is tried otherwise, before it is given up with an error in the log. */
  tries: number;
  /** Pause of its lane after so many failures. */
  pauseMs(failures: number): number;
}

/**
 * After an unforeseen error an event is tried three times, so that one hiccup of the database loses nothing. After an error that says that no
 * other try helps, it is given up at once.
 */
export const usualPatience: FollowerPatience = {
  isTemporary: isRetryable,
  mayPass: (err) => !(err instanceof NocturneError),
  tries: 3,
  pauseMs: () => 0,
};
