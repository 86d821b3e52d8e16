import type { Fact } from '../vendor.ts';
import { own, pick } from './facts.ts';

/** The summary of `ping` as Linux and BSD print it. */
export function parseUnixPing(text: string): Fact[] {
  const lost = /\b(\d+(?:\.\d+)?)% packet loss/.exec(text)?.[1];
  return [
    ...(lost === undefined ? [] : [own('answered_pct', Math.round(1000 - 10 * Number(lost)) / 10)]),
    ...pick(text, [
      { name: 'round_trip_ms', pattern: /min\/avg\/max\/(?:mdev|stddev) = [\d.]+\/([\d.]+)\//, numeric: true },
    ]),
  ];
}
