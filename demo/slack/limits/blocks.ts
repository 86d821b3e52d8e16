import type { Fields } from '../entities.ts';
import { checkElement, checkImage } from './elements.ts';
import { checkList, checkString, checkText, checkUrl, isFields, type Place, type Surface } from './problem.ts';
import { checkDataTable, checkTable } from './tables.ts';

interface BlockRule {
  surfaces: readonly Surface[];
  check: (block: Fields, place: Place) => void;
}

const everywhere = ['message', 'modal', 'home'] as const;
const messages = ['message'] as const;

const selects = ['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const pickers = ['datepicker', 'timepicker', 'checkboxes', 'radio_buttons', ...selects];
const inActions = ['button', 'workflow_button', 'overflow', 'datetimepicker', 'rich_text_input', ...pickers];
const asAccessory = ['button', 'workflow_button', 'overflow', 'image', ...pickers];
const inInput = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
  'datetimepicker',
  ...pickers,
];
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

function checkSection(block: Fields, place: Place): void {
  if (block.text === undefined && block.fields === undefined) place.report('must have text or fields');
  checkText(block.text, place.at('text'), { max: 3000 });
  checkList(block.fields, place.at('fields'), { max: 10, min: 1 }).forEach((field, index) => {
    checkText(field, place.at('fields').at(index), { max: 2000, required: true });
  });
  if (block.accessory !== undefined) checkElement(block.accessory, place.at('accessory'), asAccessory);
}

function checkContext(block: Fields, place: Place): void {
  checkList(block.elements, place.at('elements'), { max: 10, min: 1, required: true }).forEach((element, index) => {
    const at = place.at('elements').at(index);
    if (isFields(element) && element.type === 'image') checkImage(element, at);
    else checkText(element, at, { max: 2000, required: true });
  });
}

function checkElements(block: Fields, place: Place, rule: { max: number; allowed: readonly string[] }): void {
  const elements = checkList(block.elements, place.at('elements'), { max: rule.max, min: 1, required: true });
  const seen = new Set<unknown>();
  elements.forEach((element, index) => {
    const at = place.at('elements').at(index);
    checkElement(element, at, rule.allowed);
    const actionId = isFields(element) ? element.action_id : undefined;
    if (actionId !== undefined && seen.has(actionId)) at.at('action_id').report('must be unique within its block');
    seen.add(actionId);
  });
}

function checkInput(block: Fields, place: Place): void {
  checkText(block.label, place.at('label'), { max: 2000, required: true, plainOnly: true });
  checkText(block.hint, place.at('hint'), { max: 2000, plainOnly: true });
  if (block.element === undefined) place.at('element').report('missing required field');
  else checkElement(block.element, place.at('element'), inInput);
}

const richTextParts = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];

function checkRichText(block: Fields, place: Place): void {
  checkList(block.elements, place.at('elements'), { max: 1000, required: true }).forEach((part, index) => {
    const at = place.at('elements').at(index);
    if (!isFields(part)) {
      at.report('must be an object');
      return;
    }
    checkChoice(part.type, at.at('type'), richTextParts);
    checkList(part.elements, at.at('elements'), { max: 1000, required: true });
  });
}

function checkCard(card: Fields, place: Place): void {
  if (![card.hero_image, card.title, card.actions, card.body].some((part) => part !== undefined)) {
    place.report('must have hero_image, title, actions or body');
  }
  checkText(card.title, place.at('title'), { max: 150 });
  checkText(card.subtitle, place.at('subtitle'), { max: 150 });
  checkText(card.body, place.at('body'), { max: 200 });
  for (const key of ['hero_image', 'icon']) if (isFields(card[key])) checkImage(card[key], place.at(key));
  if (card.actions === undefined) return;
  checkElements({ elements: card.actions }, renamed(place), { max: 5, allowed: ['button'] });
}

/** A card's buttons stand under `actions`, not under `elements`. */
const renamed = (place: Place): Place => ({ ...place, at: (key) => place.at(key === 'elements' ? 'actions' : key) });

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

function checkTaskCard(task: Fields, place: Place): void {
  checkString(task.task_id, place.at('task_id'), { max: 255, min: 1, required: true });
  checkString(task.title, place.at('title'), { max: 255, min: 1, required: true });
  checkChoice(task.status, place.at('status'), ['pending', 'in_progress', 'complete', 'error']);
  for (const key of ['details', 'output']) if (isFields(task[key])) checkRichText(task[key], place.at(key));
}

function checkChoice(value: unknown, place: Place, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(String(value))) place.report(`must be one of: ${choices.join(', ')}`);
}
