const dayMs = 86_400_000;
const timeOfDay = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const dateAndTime = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)$/;

/** The moment, UTC, of `22:00` (the next one) or `2026-11-02 22:00`; undefined for anything else and for what is past. */
export function readMoment(text: string, now: number): number | undefined {
  const words = text.trim().replace(/\s*(?:utc|z)$/i, '');
  const [, hours, minutes] = timeOfDay.exec(words) ?? [];
  if (hours !== undefined) {
    const today = Math.floor(now / dayMs) * dayMs + (Number(hours) * 60 + Number(minutes)) * 60_000;
    return today > now ? today : today + dayMs;
  }
  if (!dateAndTime.test(words)) return undefined;
  const at = Date.parse(`${words.replace(' ', 'T')}:00Z`);
  return at > now ? at : undefined;
}
