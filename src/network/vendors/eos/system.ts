import { pick } from '../../parsing/facts.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

export function parseVersion(text: string): Fact[] {
  return pick(text, [
    { name: 'software_version', pattern: /^Software image version: (\S+)/m },
    { name: 'uptime', pattern: /^Uptime: +(.+)$/m },
  ]);
}

/** While a commit waits to be confirmed, its session is in this state; the heading shows that the table came. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, {
    running: /^[* ] \S+ +pendingCommitTimer\b/m,
    none: /^Maximum number of pending sessions: \d+$/m,
  });
}
