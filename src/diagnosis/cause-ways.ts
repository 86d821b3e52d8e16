/**
 * How rules and a forest share the naming of causes, from few labels to many: rules unless the forest is very sure, a forest that is told what rules say,
 * and a forest alone. Rules alone need no model.
 */
export const causeWays = ['rules-unless-sure', 'forest-with-rules', 'forest'] as const;
export type CauseWay = (typeof causeWays)[number];

/** A forest has the word before the rules where it gives a cause this probability. */
export const sureFrom = 0.7;

/** How a stored model shares: one from before there were ways names causes alone. */
export const wayOf = ({ way }: { way?: CauseWay | undefined }): CauseWay => way ?? 'forest';
