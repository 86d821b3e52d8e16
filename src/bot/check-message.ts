import { checkBlocks } from './check-blocks.ts';
import { type Node, size } from './check-texts.ts';
import { limits } from './limits.ts';
import { blocksOf, type OutgoingMessage } from './message.ts';

/** What Slack would refuse about a message, each with the place of the fault; empty when it would take it. */
export function checkMessage(message: OutgoingMessage): string[] {
  const blocks = blocksOf(message).map((block): Node => ({ ...block }));
  const problems = [
    ...size('text', message.text, 1, limits.messageCharacters),
    ...checkBlocks(blocks, limits.messageBlocks, 'message'),
  ];
  const sum = message.text.length + characters(blocks);
  if (sum > limits.messageCharacters) problems.push(`message: ${sum} characters, at most ${limits.messageCharacters}`);
  return problems;
}

/** Characters that a reader could see, ids and values of buttons left out. */
export function characters(node: unknown): number {
  if (Array.isArray(node)) return node.reduce((sum: number, part) => sum + characters(part), 0);
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce((sum, [key, value]) => {
    if (typeof value === 'string') return sum + (key === 'text' || key === 'alt_text' ? value.length : 0);
    return sum + characters(value);
  }, 0);
}
