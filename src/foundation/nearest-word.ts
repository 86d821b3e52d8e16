import { distance } from 'fastest-levenshtein';

/** The word that was most likely meant, or undefined when none is near: at most two edits away, or a third of the word's length. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const target = written.toLowerCase();
  let best: { word: string; edits: number } | undefined;
  for (const word of words) {
    const most = Math.max(2, Math.floor(word.length / 3));
    // Lengths alone decide about texts of strangers, which may be long.
    if (Math.abs(target.length - word.length) > most) continue;
    const edits = distance(target, word.toLowerCase());
    if (edits <= most && (!best || edits < best.edits)) best = { word, edits };
  }
  return best?.word;
}
