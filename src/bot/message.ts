import type { KnownBlock } from '@slack/types';

/**
 * A message that is ready to be sent. `text` is what notifications and screen readers get, and all that is left when blocks are refused.
 * `colored` blocks follow behind a coloured bar.
 */
export interface OutgoingMessage {
  text: string;
  blocks?: KnownBlock[];
  colored?: { color: string; blocks: KnownBlock[] };
}

/** All blocks of a message in the order in which they are shown. */
export function blocksOf(message: OutgoingMessage): KnownBlock[] {
  return [...(message.blocks ?? []), ...(message.colored?.blocks ?? [])];
}

/** The same message with every block replaced by none, one or several. */
export function mapBlocks(message: OutgoingMessage, map: (block: KnownBlock) => KnownBlock[]): OutgoingMessage {
  return {
    text: message.text,
    ...(message.blocks && { blocks: message.blocks.flatMap(map) }),
    ...(message.colored && {
      colored: { color: message.colored.color, blocks: message.colored.blocks.flatMap(map) },
    }),
  };
}

/** The arguments of chat.postMessage and chat.update that carry this message. */
export function messageArguments(message: OutgoingMessage): Record<string, unknown> {
  const { text, blocks, colored } = message;
  return {
    text,
    blocks: blocks ?? [],
    attachments: colored?.blocks.length ? [{ color: colored.color, blocks: colored.blocks, fallback: text }] : [],
  };
}
