import { cleanText } from '../network/untrusted.ts';

/** One line of plain text out of something that a stranger may have written, at most `maxLength` characters long. */
export function plainLine(text: string, maxLength = 160): string {
  const characters = [...cleanText(text).replace(/\s+/g, ' ').trim()];
  return characters.length <= maxLength ? characters.join('') : `${characters.slice(0, maxLength - 1).join('')}…`;
}
