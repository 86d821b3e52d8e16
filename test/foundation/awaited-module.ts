// A dependency of a thread with a top-level await, as Vega has one.
await new Promise((resolve) => setTimeout(resolve, 50));

export const awaited = true;
