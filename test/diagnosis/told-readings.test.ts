import { describe, expect, it } from 'vitest';
import { joinTold, type ToldReading } from '../../src/diagnosis/told-readings.ts';

/** `a1x`: place a, time 1, anomalous by the detector `x`; `a1.`: ordinary. */
function tell(text: string): ToldReading[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map(([device, at, detector]) => {
      const place = { device: device!, interface: null };
      const anomaly = { at: Number(at), place, score: 1, metrics: [], detector: detector! };
      return { place, at: Number(at), anomaly: detector === '.' ? null : anomaly };
    });
}

const write = (told: ToldReading[]) =>
  told.map(({ place, at, anomaly }) => `${place.device}${at}${anomaly?.detector ?? '.'}`).join(' ');

describe('what several say of readings', () => {
  it.each([
    ['an ordinary one is told once', ['a1.', 'a1.'], 'a1.'],
    ['one that anybody finds anomalous is not ordinary', ['a1.', 'a1x'], 'a1x'],
    ['nor when the other word comes first', ['a1x', 'a1.'], 'a1x'],
    ['both that find something are told, side by side', ['a1x a2x', 'a1y a2.'], 'a1x a1y a2x'],
    ['times and places stay apart', ['a1. b1x', 'a2y b1.'], 'a1. b1x a2y'],
    ['nobody who speaks is left out', ['', 'b1.', 'a1y'], 'b1. a1y'],
  ])('%s', (_, lists, joined) => {
    expect(write(joinTold(...lists.map(tell)))).toBe(joined);
  });
});
