/** What became of one input. `by` is the first guard that refused it. */
export type Tried = { refused: false; reason: string } | { refused: true; by: string; reason: string };

export const refusedBy = (by: string, reason: string): Tried => ({ refused: true, by, reason });
export const allowed = (reason: string): Tried => ({ refused: false, reason });
