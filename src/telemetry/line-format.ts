import type { Sample } from '../domain/sample.ts';
import { NocturneError } from '../errors.ts';
import type { FieldValue, Point } from './point.ts';

/** Line protocol has no way to write these: a line break, or a backslash at the end, in a name. */
const unwritable = /[\r\n]|\\$/;

function escapeName(name: string, special: RegExp): string {
  if (name === '' || unwritable.test(name)) {
    throw new NocturneError('line-protocol-unwritable', `Line protocol cannot hold the name ${JSON.stringify(name)}`, {
      hint: 'names are not empty, hold no line break and do not end in a backslash',
    });
  }
  return name.replace(special, '\\$&');
}

function formatField(value: FieldValue): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  return String(value);
}

/**
 * One line of line protocol without its line break, with the time in milliseconds. Throws `line-protocol-unwritable` for names that the
 * format has no way to write, and for numbers that are not finite.
 */
export function formatLine(point: Omit<Point, 'hasOwnTime'>): string {
  let line = escapeName(point.measurement, /[, ]/g);
  if (line.startsWith('#')) throw new NocturneError('line-protocol-unwritable', 'A measurement cannot start with "#"');
  for (const [key, value] of point.tags) line += `,${escapeName(key, /[,= ]/g)}=${escapeName(value, /[,= ]/g)}`;
  let separator = ' ';
  for (const [key, value] of point.fields) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new NocturneError('line-protocol-unwritable', `Line protocol cannot hold ${value} (field ${key})`);
    }
    line += `${separator}${escapeName(key, /[,= ]/g)}=${formatField(value)}`;
    separator = ',';
  }
  return `${line} ${Math.trunc(point.at)}`;
}

/** The measurement that our own samples are written under. */
const ownMeasurement = 'telemetry';

/** Lines (milliseconds) for samples. Samples that follow each other with the same place and time share a line; NaN is left out. */
export function formatSamples(samples: readonly Sample[]): string[] {
  const points: (Omit<Point, 'hasOwnTime'> & { fields: Map<string, FieldValue> })[] = [];
  let last: Sample | undefined;
  for (const sample of samples) {
    if (!Number.isFinite(sample.value)) continue;
    const sameLine =
      last && last.at === sample.at && last.device === sample.device && last.interface === sample.interface;
    if (!sameLine || points.at(-1)!.fields.has(sample.metric)) {
      const tags = new Map([['device', sample.device]]);
      if (sample.interface !== null) tags.set('interface', sample.interface);
      points.push({ measurement: ownMeasurement, tags, fields: new Map(), at: sample.at });
    }
    points.at(-1)!.fields.set(sample.metric, sample.value);
    last = sample;
  }
  return points.map(formatLine);
}
