/** Why a value that came in gave no sample. Each is counted and shown under these words. */
export const lossReasons = {
  'unknown-device': 'the sender is not in the inventory',
  'interface-number': 'the interface has a number only, and no line told its name yet',
  'no-interface': 'it is about an interface, and nothing names the interface',
  text: 'a text, and no rule gives it a number',
  'left-out': 'a rule leaves it out',
  'missing-value': 'the sender says that it has no value',
  'not-finite': 'not a finite number',
  'first-value': 'the first value of a counter',
  'counter-fell': 'a counter fell: it began anew',
  'not-newer': 'not newer than the value before',
  'better-source': 'a better source gives this metric of this place',
  'share-incomplete': 'the other values of its percentage did not come',
  'second-series': 'another series gives this metric of this place',
} as const;

export type LossReason = keyof typeof lossReasons;

/** Values without a sample, by reason; a reason that did not occur is left out. */
export type Losses = Partial<Record<LossReason, number>>;

export function addLoss(losses: Losses, reason: LossReason, count = 1): void {
  if (count > 0) losses[reason] = (losses[reason] ?? 0) + count;
}

export function addLosses(losses: Losses, more: Losses): void {
  for (const [reason, count] of Object.entries(more)) addLoss(losses, reason as LossReason, count);
}

export const countLosses = (losses: Losses): number => Object.values(losses).reduce((sum, count) => sum + count, 0);
