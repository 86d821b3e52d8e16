import { formatPlace } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { count, formatNumber } from '../../foundation/number-words.ts';
import { utcMinute } from '../../foundation/utc-words.ts';
import type { LevelLook } from './level-facts.ts';

/** What is not what it was when the detector in use was trained: a sentence, and a line for each metric at a place. Plain text. */
export function describeLevels(look: LevelLook): { says: string; lines: string[] } {
  const { at, trainedTo, problem, compared, tooFew, moved, more } = look;
  const when = `looked at ${utcMinute(at)}`;
  if (problem !== null) return { says: `levels were not compared: ${problem} (${when})`, lines: [] };
  const few = tooFew > 0 ? `, ${tooFew} had too few readings to tell` : '';
  const missing = moved.filter(({ how }) => how === 'missing').length;
  const all = moved.length + more;
  const what =
    all === 0
      ? 'none has another level'
      : `${count(all, 'has another level or is', 'have another level or are')} missing`;
  return {
    says: `of ${count(compared, 'metric')} at their places, ${what}${missing > 0 ? ` (${missing} missing)` : ''}, against what the detector in use learned up to ${utcMinute(trainedTo)}${few} (${when}); nothing follows from it by itself`,
    lines: [...moved.map(lineOf), ...(more > 0 ? [`and ${more} more`] : [])],
  };
}

function lineOf({ place, metric, how, index, before, now, change }: LevelLook['moved'][number]): string {
  const { title, unit } = describeMetric(metric);
  const value = (number: number) => `${formatNumber(number)} ${unit}`.trim();
  const what =
    how === 'missing'
      ? `missing, was ${value(before)}`
      : `${value(now ?? Number.NaN)}, was ${value(before)} (stability index ${formatNumber(index ?? Number.NaN)})`;
  const by = change?.planId ? `by ${change.planId}` : 'by no plan';
  const why = change
    ? `; the configuration of ${change.device} was found changed ${utcMinute(change.at)}, ${by}`
    : '; no change of a configuration nearby is known';
  return `${title} of ${formatPlace(place)}: ${what}${why}`;
}
