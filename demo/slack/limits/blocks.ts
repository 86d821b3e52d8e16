import type { Fields } from '../entities.ts';
import {
  checkChoice,
  checkContext,
  checkElements,
  checkInput,
  checkRichText,
  checkSection,
  inActions,
} from './block-parts.ts';
import { checkCard, checkTaskCard } from './cards.ts';
import { checkImage } from './elements.ts';
import { checkList, checkString, checkText, checkUrl, isFields, type Place, type Surface } from './problem.ts';
import { checkDataTable, checkTable } from './tables.ts';

interface BlockRule {
  surfaces: readonly Surface[];
  check: (block: Fields, place: Place) => void;
}

const everywhere = ['message', 'modal', 'home'] as const;
const messages = ['message'] as const;

const inContainer =
  'actions context divider file header image input rich_text section table video alert data_table markdown'.split(' ');

/** https://docs.slack.dev/reference/block-kit/blocks and its pages, one rule per kind of block. */
const blockRules: Record<string, BlockRule> = {
  section: { surfaces: everywhere, check: checkSection },
  divider: { surfaces: everywhere, check: () => {} },
  header: {
    surfaces: everywhere,
    check: (block, place) => checkText(block.text, place.at('text'), { max: 150, required: true, plainOnly: true }),
  },
  context: { surfaces: everywhere, check: checkContext },
  actions: {
    surfaces: everywhere,
    check: (block, place) => checkElements(block, place, { max: 25, allowed: inActions }),
  },
  context_actions: {
    surfaces: messages,
    check: (block, place) => checkElements(block, place, { max: 5, allowed: ['feedback_buttons', 'icon_button'] }),
  },
  image: {
    surfaces: everywhere,
    check(block, place) {
      checkImage(block, place);
      checkText(block.title, place.at('title'), { max: 2000, plainOnly: true });
    },
  },
  input: { surfaces: everywhere, check: checkInput },
  rich_text: { surfaces: everywhere, check: checkRichText },
  markdown: {
    surfaces: messages,
    check: (block, place) => checkString(block.text, place.at('text'), { max: 12_000, min: 1, required: true }),
  },
  table: { surfaces: messages, check: checkTable },
  data_table: { surfaces: messages, check: checkDataTable },
  alert: {
    surfaces: ['modal'],
    check(block, place) {
      checkText(block.text, place.at('text'), { max: 200, required: true });
      checkChoice(block.level, place.at('level'), ['default', 'info', 'warning', 'error', 'success']);
    },
  },
  card: { surfaces: messages, check: checkCard },
  carousel: {
    surfaces: messages,
    check(block, place) {
      checkList(block.elements, place.at('elements'), { max: 10, min: 1, required: true }).forEach((card, index) => {
        const at = place.at('elements').at(index);
        if (isFields(card)) checkCard(card, at);
        else at.report('must be an object');
      });
    },
  },
  container: { surfaces: messages, check: checkContainer },
  task_card: { surfaces: messages, check: checkTaskCard },
  plan: {
    surfaces: messages,
    check(block, place) {
      checkString(block.title, place.at('title'), { max: 255, min: 1, required: true });
      checkList(block.tasks, place.at('tasks'), { max: 50 }).forEach((task, index) => {
        const at = place.at('tasks').at(index);
        if (isFields(task)) checkTaskCard(task, at);
        else at.report('must be an object');
      });
    },
  },
  file: {
    surfaces: messages,
    check(block, place) {
      checkString(block.external_id, place.at('external_id'), { max: 255, required: true });
      checkChoice(block.source, place.at('source'), ['remote']);
    },
  },
  video: {
    surfaces: everywhere,
    check(block, place) {
      checkUrl(block.video_url, place.at('video_url'));
      checkUrl(block.thumbnail_url, place.at('thumbnail_url'));
      checkString(block.alt_text, place.at('alt_text'), { max: 2000, required: true });
      checkText(block.title, place.at('title'), { max: 200, required: true, plainOnly: true });
      checkString(block.author_name, place.at('author_name'), { max: 50 });
    },
  },
};

export function checkBlock(value: unknown, place: Place, allowed?: readonly string[]): void {
  if (!isFields(value)) {
    place.report('must be an object');
    return;
  }
  const type = String(value.type);
  const rule = blockRules[type];
  if (!rule || (allowed && !allowed.includes(type))) {
    place.at('type').report(`unsupported type: ${type}`);
    return;
  }
  if (!rule.surfaces.includes(place.surface)) {
    place.at('type').report(`unsupported type: ${type} is not for a ${place.surface}`);
    return;
  }
  checkString(value.block_id, place.at('block_id'), { max: 255, min: 1 });
  rule.check(value, place);
}

function checkContainer(block: Fields, place: Place): void {
  if (block.title === undefined && block.rich_text_title === undefined)
    place.at('title').report('missing required field');
  checkText(block.title, place.at('title'), { max: 150, plainOnly: true });
  checkText(block.subtitle, place.at('subtitle'), { max: 150 });
  checkChoice(block.width, place.at('width'), ['narrow', 'standard', 'wide', 'full']);
  if (block.default_collapsed === true && block.is_collapsible !== true) {
    place.at('default_collapsed').report('requires is_collapsible');
  }
  const children = checkList(block.child_blocks, place.at('child_blocks'), { max: 10, min: 1, required: true });
  children.forEach((child, index) => {
    checkBlock(child, place.at('child_blocks').at(index), inContainer);
  });
}
