import { editDistanceWithin } from '../edit-distance.ts';

/** The word that was most likely meant, or undefined when none is near. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const target = written.toLowerCase();
  let best: { word: string; distance: number } | undefined;
  for (const word of words) {
    const most = Math.max(2, Math.floor(word.length / 3));
    const distance = editDistanceWithin(target, word.toLowerCase(), most);
    if (distance !== undefined && (!best || distance < best.distance)) best = { word, distance };
  }
  return best?.word;
}
