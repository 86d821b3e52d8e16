import { visibleText } from '../network/untrusted.ts';

/** What somebody typed may have so many characters. No command needs nearly as many; Slack lets 40,000 through and the API a megabyte. */
export const longestTyped = 2000;

/** A message without its mentions. One that is too long to be read is left as it is. */
export function withoutMentions(text: string): string {
  return text.length > longestTyped ? text : text.replace(/<@[A-Z0-9]+(?:\|[^>]*)?>/g, ' ');
}

/** The words of a command; undefined for a text that is too long to be looked at. */
export function readTyped(text: string): string[] | undefined {
  if (text.length > longestTyped) return undefined;
  return visibleText(text).split(' ').filter(Boolean);
}
