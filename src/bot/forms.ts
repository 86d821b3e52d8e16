import type { KnownBlock, RichTextBlock } from '@slack/types';
import { section } from './blocks.ts';
import { mapBlocks, type OutgoingMessage } from './message.ts';
import { shorten } from './shorten.ts';
import { cut, escapeEntities } from './text.ts';
import { classicFeedback } from './views/feedback.ts';

/** Blocks that every Slack client and every look-alike has understood for years. */
const classic = new Set(['section', 'context', 'actions', 'divider', 'header']);

/**
 * The forms in which a message may be sent, the best first. When Slack refuses one (`invalid_blocks`) the next is tried: with buttons that
 * every client knows, without images, with classic blocks only, with the bare text and the buttons, and last the bare text, which is never refused.
 */
export function formsOf(message: OutgoingMessage): OutgoingMessage[] {
  const plain = mapBlocks(message, classicButtons);
  const forms = [
    message,
    plain,
    mapBlocks(plain, (block) => (block.type === 'image' ? [] : [block])),
    mapBlocks(plain, classicBlocks),
    { text: message.text, blocks: [section(message.text), ...buttonsOf(plain)] },
    { text: message.text },
  ].map(shorten);
  const seen = new Set<string>();
  return forms.filter((form) => {
    const text = JSON.stringify(form);
    return seen.has(text) ? false : seen.add(text);
  });
}

function classicButtons(block: KnownBlock): KnownBlock[] {
  if (block.type !== 'context_actions') return [block];
  const classic = classicFeedback(block);
  return classic ? [classic] : [];
}

function classicBlocks(block: KnownBlock): KnownBlock[] {
  if (block.type === 'rich_text') return [section(codeOf(block))];
  return classic.has(block.type) ? [block] : [];
}

/** The text of a rich text block as a code block. A fence inside of it is broken up, so that it can't end the code block. */
function codeOf(block: RichTextBlock): string {
  const text = block.elements
    .map((element) =>
      ('elements' in element ? element.elements : []).map((part) => ('text' in part ? part.text : '')).join(''),
    )
    .join('\n');
  return `\`\`\`${cut(escapeEntities(text).replace(/`/g, 'ʼ'), 2900)}\`\`\``;
}

function buttonsOf(message: OutgoingMessage): KnownBlock[] {
  return [...(message.blocks ?? []), ...(message.colored?.blocks ?? [])].filter((block) => block.type === 'actions');
}
