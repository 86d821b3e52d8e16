import type { KnownBlock } from '@slack/types';
import { blocksOf, type OutgoingMessage } from './message.ts';

/** A message as lines of a terminal: what its blocks say, without markup, pictures and buttons. */
export function plainText(message: OutgoingMessage): string {
  const lines = blocksOf(message).flatMap(linesOf);
  return (lines.length > 0 ? lines : [withoutMarkup(message.text)]).join('\n');
}

function linesOf(block: KnownBlock): string[] {
  switch (block.type) {
    case 'section':
      return [block.text, ...(block.fields ?? [])].flatMap((text) => (text ? [withoutMarkup(text.text)] : []));
    case 'header':
      return [block.text.text];
    case 'context':
      return [block.elements.map((part) => ('text' in part ? withoutMarkup(part.text) : '')).join('  ')];
    case 'rich_text':
      return block.elements.map((element) =>
        ('elements' in element ? element.elements : []).map((part) => ('text' in part ? part.text : '')).join(''),
      );
    case 'divider':
      return [''];
    default:
      return [];
  }
}

/** mrkdwn as text: dates and links by their words, no stars and backticks, entities as the characters that they stand for. */
export function withoutMarkup(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^[^<|>]*\|([^<>]*)>/g, '$1')
    .replace(/<(?:https?:|mailto:)[^<|>]*\|([^<>]*)>/g, '$1')
    .replace(/<([^<>]*)>/g, '$1')
    .replace(/`/g, '')
    .replace(/(^|[\s(])\*([^*\n]+)\*/g, '$1$2')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
