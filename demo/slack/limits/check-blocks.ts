import type { Fields } from '../entities.ts';
import { checkBlock } from './blocks.ts';
import { checkList, checkString, checkText, createPlace, isFields, type Problem, type Surface } from './problem.ts';

/** 50 blocks in a message, 100 in a view. https://docs.slack.dev/reference/block-kit/blocks */
const maxBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
const maxMarkdownCharacters = 12_000;
/** Measured, not documented: longer messages are refused although every block is legal. */
const maxMessageCharacters = 13_000;

/**
 * Checks blocks against Slack's limits for one surface. Pure. An empty result means that Slack would take them.
 * `pointer` is where the blocks stand in the payload (default `/blocks`).
 */
export function checkBlocks(blocks: unknown, surface: Surface, pointer = '/blocks'): Problem[] {
  const problems: Problem[] = [];
  const place = createPlace(surface, problems, pointer);
  const list = checkList(blocks, place, { max: maxBlocks[surface] });
  list.forEach((block, index) => {
    checkBlock(block, place.at(index));
  });
  const ids = list.map((block) => (isFields(block) ? block.block_id : undefined)).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) place.report('block_id must be unique');
  if (list.filter((block) => isFields(block) && block.type === 'table').length > 1) {
    place.report('only one table block is allowed');
  }
  const markdown = list.filter(isFields).filter((block) => block.type === 'markdown');
  const inSum = markdown.reduce((sum, block) => sum + String(block.text ?? '').length, 0);
  if (markdown.length > 1 && inSum > maxMarkdownCharacters) {
    place.report(`markdown blocks must hold less than ${maxMarkdownCharacters + 1} characters in sum`);
  }
  return problems;
}

/** Checks a whole view: its title, buttons, ids, private metadata and blocks. */
export function checkView(view: unknown, pointer = '/view'): Problem[] {
  const problems: Problem[] = [];
  if (!isFields(view)) return [{ pointer, message: 'must be an object' }];
  const surface = view.type === 'home' ? 'home' : 'modal';
  const place = createPlace(surface, problems, pointer);
  if (view.type !== 'home' && view.type !== 'modal') place.at('type').report('must be one of: modal, home');
  if (surface === 'modal') {
    checkText(view.title, place.at('title'), { max: 24, required: true, plainOnly: true });
    checkText(view.submit, place.at('submit'), { max: 24, plainOnly: true });
    checkText(view.close, place.at('close'), { max: 24, plainOnly: true });
    const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => block?.type === 'input');
    if (hasInput && !view.submit) place.at('submit').report('missing required field: a view with inputs needs it');
  }
  checkString(view.private_metadata, place.at('private_metadata'), { max: 3000 });
  checkString(view.callback_id, place.at('callback_id'), { max: 255 });
  checkString(view.external_id, place.at('external_id'), { max: 255 });
  if (view.blocks === undefined) place.at('blocks').report('missing required field');
  return [...problems, ...checkBlocks(view.blocks, surface, `${pointer}/blocks`)];
}

/** All that a reader would see of the blocks, in characters: every `text`, `title`, `alt_text`, `caption` and so on. */
function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countCharacters(item), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    if (typeof inner === 'string') return sum + (visibleKeys.has(key) ? inner.length : 0);
    return sum + countCharacters(inner);
  }, 0);
}

const visibleKeys = new Set(['text', 'title', 'alt_text', 'caption']);

/** Slack's error for a message as a whole, or undefined when it would be taken (blocks apart). */
export function checkMessageSize(args: Fields): 'msg_too_long' | 'msg_blocks_too_long' | undefined {
  if (String(args.text ?? '').length > 40_000) return 'msg_too_long';
  const shown = countCharacters(args.blocks) + countCharacters(args.attachments);
  return shown > maxMessageCharacters ? 'msg_blocks_too_long' : undefined;
}
