import { cleanText } from '../network/untrusted.ts';

/** How much is looked at, in multiples of what is kept: enough for escape sequences and other things that are taken out. */
const lookedAt = 16;

/** One line of plain text out of something that a stranger may have written, at most `maxLength` characters long. */
export function plainLine(text: string, maxLength = 160): string {
  const characters = [
    ...cleanText(text.slice(0, lookedAt * maxLength))
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length <= maxLength ? characters.join('') : `${characters.slice(0, maxLength - 1).join('')}…`;
}
