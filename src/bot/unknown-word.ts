import { nearestWord } from '../foundation/nearest-word.ts';
import { escapeMrkdwn, listWords } from './text.ts';

/**
 * What is said of a word that means nothing here: the nearest one that does, and all of them.
 *
 * @example unknownWord('kind of model', 'cuases', ['causes', 'detection'], 'kinds')
 */
export function unknownWord(what: string, word: string, known: readonly string[], several: string): string {
  const near = nearestWord(word, known);
  const meant = near === undefined ? '' : ` Did you mean \`${near}\`?`;
  return `There is no ${what} \`${escapeMrkdwn(word, 40)}\`.${meant} The ${several} are ${listWords([...known])}.`;
}
