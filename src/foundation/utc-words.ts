/** A moment to the minute, such as `2026-11-29 15:02 UTC`. `at` is in milliseconds since 1970, or ISO 8601. */
export const utcMinute = (at: number | string): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
