import { z } from 'zod';

const message = 'must be a number of days from 1 to 36500, or never';

/** A setting: for how many days something is kept, or never to remove it. Both ways share one message, because which of them was meant can't be known. */
export const daysOrNever = (standard: number | 'never') =>
  z
    .union([z.int(message).min(1, message).max(36_500, message), z.literal('never', message)], message)
    .default(standard);
