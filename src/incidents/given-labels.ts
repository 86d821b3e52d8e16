import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Label } from '../domain/recording.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';
import { usualTimes } from '../telemetry/precision.ts';

/** A label that an operator brought from elsewhere: nobody said it about an incident. `at` is when it came, `by` who brought it. */
const givenLabel = z.object({
  start: z.number(),
  end: z.number(),
  device: z.string(),
  interface: z.string().nullable(),
  cause: z.string(),
  at: z.number(),
  by: z.string(),
});
export type GivenLabel = z.output<typeof givenLabel>;

/** The id says what the label says, so that the same label is there once. Nothing is learned from one that is damaged. */
export const givenLabelFact = defineFact({
  name: 'given-label',
  id: /^[0-9a-f]{32}$/,
  value: givenLabel,
  whenDamaged: 'leave-out',
});

/** The same for labels that say the same, and for no others. */
export const labelKey = ({ start, end, device, interface: port, cause }: Label): string =>
  createHash('sha256')
    .update(JSON.stringify([start, end, device, port, cause]))
    .digest('hex')
    .slice(0, 32);

/** Labels from elsewhere. One that is put again stays as it was put first, if whoever puts it looks before. */
export interface GivenLabels {
  put(label: GivenLabel): Promise<void>;
  all(): Promise<GivenLabel[]>;
}

export function createGivenLabels(facts: FactTable): GivenLabels {
  return {
    put: (label) => facts.put(givenLabelFact, labelKey(label), label),
    all: async () => (await facts.list(givenLabelFact)).map(({ value }) => value),
  };
}

const longestName = 300;
const notName = `is no text of 1 to ${longestName} characters`;
const notTime = 'is no time from 1973 to 2103 in milliseconds since 1970';
/** Times that a file of labels can hold as numbers, so that what is exported is read back. */
const isTime = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= usualTimes.from && (value as number) < usualTimes.to;
const isName = (value: unknown) =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= longestName &&
  value.isWellFormed() &&
  !value.includes('\0');

/** What is wrong with what should be a label, in a few words; null when it is one. Neither the cause nor the device need be known. */
export function problemOfLabel(given: unknown): string | null {
  const { start, end, device, interface: port, cause } = (given ?? {}) as Record<keyof Label, unknown>;
  if (!isTime(start)) return `start ${notTime}`;
  if (!isTime(end)) return `end ${notTime}`;
  if ((end as number) < (start as number)) return 'end is before start';
  if (!isName(device)) return `device ${notName}`;
  if (port !== null && !isName(port)) return `interface ${notName}, and is not null`;
  return isName(cause) ? null : `cause ${notName}`;
}
