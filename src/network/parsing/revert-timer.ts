import type { Fact } from '../vendor.ts';
import { own } from './facts.ts';

/** The fact `revert_timer`: "running" or "none"; nothing for an answer that tells neither. */
export function revertTimer(text: string, { running, none }: { running: RegExp; none: RegExp }): Fact[] {
  if (running.test(text)) return [own('revert_timer', 'running')];
  return none.test(text) ? [own('revert_timer', 'none')] : [];
}
