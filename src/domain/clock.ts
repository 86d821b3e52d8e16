/** Milliseconds since 1970, UTC. Tests pass their own. */
export type Clock = () => number;

/** A fresh, unguessable id. Tests pass their own. */
export type NewId = (prefix: string) => string;
