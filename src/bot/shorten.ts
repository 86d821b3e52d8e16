import type { KnownBlock } from '@slack/types';
import { context } from './blocks.ts';
import { characters, checkMessage } from './check-message.ts';
import { limits } from './limits.ts';
import { blocksOf, mapBlocks, type OutgoingMessage } from './message.ts';
import { cut } from './text.ts';

type Leaf = { text: string };
type Node = Record<string, unknown>;

/** Room for the note that something was left out. */
const target = limits.messageCharacters - 200;
const note = 'Shortened: this did not fit into one message.';

/**
 * The same message within Slack's limits. A message that fits is returned as it is. Otherwise the longest texts are cut first, buttons are
 * kept, and a note says that something is missing. Every result passes {@link checkMessage}.
 */
export function shorten(message: OutgoingMessage): OutgoingMessage {
  if (checkMessage(message).length === 0) return message;
  const copy = structuredClone(message);
  const text = cut(copy.text || 'Message', 3000);
  let fitted = mapBlocks({ ...copy, text }, clampBlock);
  fitted = keepBlocks(fitted, limits.messageBlocks - 1);
  cutLongest(fitted);
  fitted = addNote(fitted);
  return checkMessage(fitted).length === 0 ? fitted : { text };
}

/** Brings one block within its own limits; a block that can't be saved is dropped. */
function clampBlock(block: KnownBlock): KnownBlock[] {
  if (block.type === 'section') {
    clampLeaf(block.text, limits.sectionText);
    if (block.fields) block.fields = block.fields.slice(0, limits.fields);
    for (const field of block.fields ?? []) clampLeaf(field as Leaf, limits.fieldText);
  } else if (block.type === 'header') clampLeaf(block.text, limits.header);
  else if (block.type === 'context') {
    block.elements = block.elements.slice(0, limits.contextElements);
    for (const element of block.elements) clampLeaf(element as Leaf, limits.fieldText);
  } else if (block.type === 'actions') block.elements = block.elements.slice(0, limits.actions);
  else if (block.type === 'image') block.alt_text = cut(block.alt_text, limits.altText);
  return checkMessage({ text: '-', blocks: [block] }).some((problem) => !problem.startsWith('message:')) ? [] : [block];
}

function clampLeaf(leaf: Leaf | undefined, most: number): void {
  if (leaf && typeof leaf.text === 'string') leaf.text = cut(leaf.text, most);
}

/** Keeps at most `most` blocks: those with buttons first, then the others in their order. */
function keepBlocks(message: OutgoingMessage, most: number): OutgoingMessage {
  const blocks = blocksOf(message);
  const ranked = [...blocks].sort((a, b) => Number(hasButtons(b)) - Number(hasButtons(a)));
  const kept = new Set(ranked.slice(0, most));
  return mapBlocks(message, (block) => (kept.has(block) ? [block] : []));
}

/** Cuts the longest text again and again until the sum fits; drops blocks from the end when there is nothing left to cut. */
function cutLongest(message: OutgoingMessage): void {
  const blocks = message.blocks ?? [];
  const colored = message.colored?.blocks ?? [];
  while (message.text.length + characters(blocks) + characters(colored) > target) {
    const longest = leavesOf([blocks, colored]).sort((a, b) => b.text.length - a.text.length)[0];
    if (longest && longest.text.length > 80) {
      longest.text = cut(longest.text, Math.max(60, Math.floor(longest.text.length * 0.6)));
      continue;
    }
    const list = colored.length > 0 ? colored : blocks;
    const index = list.findLastIndex((block) => !hasButtons(block));
    list.splice(index < 0 ? list.length - 1 : index, 1);
  }
}

/** Every text that may be cut: not the words on buttons. */
function leavesOf(node: unknown): Leaf[] {
  if (Array.isArray(node)) return node.flatMap(leavesOf);
  if (typeof node !== 'object' || node === null) return [];
  if (hasButtons(node as Node)) return [];
  const own = typeof (node as Node).text === 'string' ? [node as Leaf] : [];
  return [...own, ...Object.values(node).flatMap(leavesOf)];
}

function hasButtons({ type }: { type?: unknown }): boolean {
  return type === 'actions' || type === 'context_actions';
}

function addNote(message: OutgoingMessage): OutgoingMessage {
  return { ...message, blocks: [...(message.blocks ?? []), context(note)] };
}
