import { h, icon } from './dom.js';
import { renderElement } from './elements.js';
import { markdown } from './markdown.js';
import { urlLink } from './mrkdwn.js';
import { picture, pictureSource } from './pictures.js';
import { richText } from './rich-text.js';
import { dataTable, table } from './tables.js';
import { textNodes } from './text.js';

/** Blocks as DOM. `context` is what `renderElement` needs, with `errors` by block id and `isStreaming`. */
export function renderBlocks(blocks, context) {
  return h(
    'div',
    { class: 'blocks' },
    (blocks ?? []).map((block) => renderBlock(block, context)),
  );
}

function renderBlock(block, context) {
  const maker = makers[block.type];
  if (!maker) return h('div', { class: 'unknown-block' }, `Block “${block.type}” can’t be shown here`);
  return maker(block, context);
}

const makers = {
  header: (block) => h('h3', { class: 'block-header' }, textNodes(block.text)),
  divider: () => h('hr', { class: 'block-divider' }),
  section,
  context: (block) => h('div', { class: 'block-context' }, (block.elements ?? []).map(contextPart)),
  actions: (block, context) =>
    h(
      'div',
      { class: 'block-actions' },
      block.elements.map((element) => renderElement(element, block, context)),
    ),
  context_actions: (block, context) =>
    h(
      'div',
      { class: 'block-context-actions' },
      block.elements.map((element) => renderElement(element, block, context)),
    ),
  image: (block) => picture(pictureSource(block), block.alt_text, block.title?.text),
  input,
  rich_text: richText,
  markdown: (block, context) => markdown(block.text, { isStreaming: context.isStreaming }),
  table,
  data_table: dataTable,
  card,
  carousel: (block, context) =>
    h(
      'div',
      { class: 'carousel' },
      block.elements.map((one) => card(one, context)),
    ),
  container,
  alert,
  task_card: task,
  plan: (block) =>
    h('div', { class: 'plan' }, h('div', { class: 'card-title' }, block.title), (block.tasks ?? []).map(task)),
  file: (block) =>
    h('div', { class: 'file-chip' }, icon('file'), h('span', {}, 'Remote file', h('small', {}, block.external_id))),
  video: (block) =>
    h(
      'figure',
      { class: 'picture' },
      h('figcaption', { class: 'picture-title' }, urlLink(block.title_url ?? block.video_url, block.title.text)),
      picture({ url: block.thumbnail_url }, block.alt_text),
    ),
};

function section(block, context) {
  const { accessory } = block;
  return h(
    'div',
    { class: 'block-section' },
    block.text ? h('div', { class: 'text' }, textNodes(block.text)) : null,
    block.fields
      ? h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', { class: 'text' }, textNodes(field))),
        )
      : null,
    accessory ? h('div', { class: 'accessory' }, accessoryPart(accessory, block, context)) : null,
  );
}

function accessoryPart(accessory, block, context) {
  if (accessory.type !== 'image') return renderElement(accessory, block, context);
  return h('img', { class: 'thumb', src: pictureSource(accessory).url, alt: accessory.alt_text });
}

function contextPart(element) {
  if (element.type === 'image') return h('img', { src: pictureSource(element).url, alt: element.alt_text });
  return h('span', { class: 'text' }, textNodes(element));
}

function input(block, context) {
  const error = context.errors?.[block.block_id];
  const control = renderElement(block.element, block, context, { isSilent: !block.dispatch_action });
  const isGroup = control.tagName === 'FIELDSET';
  return h(
    isGroup ? 'div' : 'label',
    { class: error ? 'input-block wrong' : 'input-block', role: isGroup ? 'group' : undefined },
    h(
      'span',
      { class: 'input-label' },
      textNodes(block.label),
      block.optional ? h('span', { class: 'optional' }, ' (optional)') : null,
    ),
    control,
    error ? h('span', { class: 'input-error', role: 'alert' }, error) : null,
    block.hint ? h('span', { class: 'input-hint' }, textNodes(block.hint)) : null,
  );
}

function card(block, context) {
  const image = (one, className) =>
    one ? h('img', { class: className, src: pictureSource(one).url, alt: one.alt_text }) : null;
  return h(
    'article',
    { class: 'card' },
    image(block.hero_image, 'card-hero'),
    h(
      'div',
      { class: 'card-body' },
      h(
        'div',
        { class: 'card-head' },
        image(block.icon, 'card-icon'),
        h(
          'div',
          {},
          block.title ? h('div', { class: 'card-title' }, textNodes(block.title)) : null,
          block.subtitle ? h('div', { class: 'card-subtitle' }, textNodes(block.subtitle)) : null,
        ),
      ),
      block.body ? h('div', { class: 'text' }, textNodes(block.body)) : null,
      block.actions
        ? h(
            'div',
            { class: 'block-actions' },
            block.actions.map((element) => renderElement(element, block, context)),
          )
        : null,
    ),
  );
}

function container(block, context) {
  const head = [
    block.icon ? h('img', { class: 'card-icon', src: pictureSource(block.icon).url, alt: block.icon.alt_text }) : null,
    h(
      'div',
      {},
      h(
        'div',
        { class: 'card-title' },
        block.rich_text_title ? richText(block.rich_text_title) : textNodes(block.title),
      ),
      block.subtitle ? h('div', { class: 'card-subtitle' }, textNodes(block.subtitle)) : null,
    ),
  ];
  const body = h('div', { class: 'container-body' }, renderBlocks(block.child_blocks, context));
  const className = `container width-${block.width ?? 'standard'}`;
  if (block.is_collapsible) {
    return h(
      'details',
      { class: className, open: !block.default_collapsed },
      h('summary', { class: 'container-head' }, head),
      body,
    );
  }
  const headClass = block.has_header_divider ? 'container-head divided' : 'container-head';
  return h('section', { class: className }, h('div', { class: headClass }, head), body);
}

const alertIcons = { warning: 'warning', error: 'error', success: 'done' };

function alert(block) {
  const level = block.level ?? 'default';
  return h(
    'div',
    { class: `alert tone-${level}`, role: 'note' },
    icon(alertIcons[level] ?? 'info'),
    h('div', { class: 'text' }, textNodes(block.text)),
  );
}

const taskStates = {
  pending: ['open', 'default', 'Waiting'],
  in_progress: ['wait', 'info', 'Running'],
  complete: ['done', 'success', 'Done'],
  error: ['error', 'error', 'Failed'],
};

function task(block) {
  const [sign, tone, word] = taskStates[block.status] ?? taskStates.pending;
  const line = h(
    'span',
    { class: `task-line tone-${tone}` },
    icon(sign, sign === 'wait' ? 'spin' : ''),
    h('span', {}, block.title, h('span', { class: 'visually-hidden' }, ` (${word})`)),
  );
  const sources = (block.sources ?? []).map((source) => h('div', {}, urlLink(source.url, source.text)));
  const more = [block.details, block.output].filter(Boolean).map(richText);
  if (more.length + sources.length === 0) return h('div', { class: 'task' }, line);
  return h('details', { class: 'task' }, h('summary', {}, line), h('div', { class: 'task-more' }, more, sources));
}
