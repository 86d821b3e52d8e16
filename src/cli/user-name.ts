import { userInfo } from 'node:os';

/** Who runs a command, for the audit. In a container, the user may have no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
