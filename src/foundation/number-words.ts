/** Below this a number is not written out: it would take an exponent, or read as zero. */
const smallest = 0.001;

/** A value as it is shown: three figures, whole numbers from 100 on. */
export function roundShown(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** `0.012`, `84.1`, `1250`: three figures and no exponent. Only zero reads as zero: 0.0004 is `under 0.001`. */
export function formatNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < smallest) return value > 0 ? `under ${smallest}` : `over -${smallest}`;
  return String(roundShown(value));
}

/** A limit that something is judged by, with all of its figures: rounded it would be another limit. */
export function formatLimit(limit: number): string {
  return limit !== 0 && Math.abs(limit) < smallest ? limit.toFixed(12).replace(/0+$/, '') : String(limit);
}

/** A value beside a limit: with three figures, or as many as keep it on its side of the limit. 50.84 is not below 50.8, so it is not 50.8. */
export function formatBeside(value: number, limit: number): string {
  const side = Math.sign(value - limit);
  const short = formatNumber(value);
  if (Math.sign(Number(short) - limit) === side || Number.isNaN(Number(short))) return short;
  for (let figures = 4; figures <= 15; figures++) {
    const longer = Number(value.toPrecision(figures));
    if (Math.sign(longer - limit) === side) return String(longer);
  }
  return String(value);
}

/** A share of one as a percentage. What is not certain never reads as certain, and what is not impossible never as impossible. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100);
  if (percent >= 100) return 'over 99 %';
  return percent === 0 && share > 0 ? 'under 1 %' : `${percent} %`;
}

/** A measurement with as many figures after the point (3) as those that it is compared with: `0.900`. */
export function formatScore(value: number | null | undefined, digits = 3, missing = '-'): string {
  return value === null || value === undefined || Number.isNaN(value) ? missing : value.toFixed(digits);
}

/** A measured share of one as a percentage, with 0 figures after the point: `41 %`. Unlike {@link formatShare} it may read as certain. */
export function formatPercent(share: number | null, digits = 0, missing = '-'): string {
  return share === null || Number.isNaN(share) ? missing : `${formatScore(100 * share, digits)} %`;
}

/** `1 anomaly`, `3 anomalies`. */
export function count(many: number, one: string, several = `${one}s`): string {
  return `${many} ${many === 1 ? one : several}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `512 B`, `1.3 GB`: three figures, a thousand at a time. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  // By the value that is shown: 999,999 bytes are 1 MB and not 1000 kB.
  for (; roundShown(value) >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${formatNumber(value)} ${units[unit]}`;
}
