import { own } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

/**
 * The first number behind all sessions of this product that the switch still knows: a name that was committed can't be entered again. The
 * heading must be there, so that an answer that is something else gives no number.
 */
export function parseFreeSession(text: string): Fact[] {
  if (!/^Maximum number of pending sessions: \d+$/m.test(text)) return [];
  const taken = [...text.matchAll(/^\W*nocturne-(\d{1,4})(?:-undo)?(?= |$)/gm)].map(([, number]) => Number(number));
  return [own('session', Math.max(0, ...taken) + 1)];
}
