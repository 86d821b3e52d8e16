import { randomBytes, randomInt } from 'node:crypto';
import type { NewId } from '../domain/clock.ts';

/** No letter or digit that can be mistaken for another, because people read these ids to each other. */
const readable = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Lengths of the ids that people read; all others are 128 random bits, which nobody can guess. */
const spoken: Record<string, number> = { INC: 5, RISK: 5, plan: 6 };

export const newRandomId: NewId = (prefix) => {
  const length = spoken[prefix];
  if (length === undefined) return `${prefix}-${randomBytes(16).toString('base64url')}`;
  const letters = Array.from({ length }, () => readable[randomInt(readable.length)]);
  return `${prefix}-${letters.join('')}`;
};
