import { h } from './dom.js';
import { emojiFor } from './emoji.js';
import { channelMention, groupMention, urlLink, userMention } from './mrkdwn.js';
import { formatDate } from './time.js';

/** A `rich_text` block. */
export function richText(block) {
  return h('div', { class: 'rich' }, (block.elements ?? []).map(part));
}

const parts = {
  rich_text_section: (element) => h('p', {}, runs(element.elements)),
  rich_text_quote: (element) => h('blockquote', {}, h('p', {}, runs(element.elements))),
  rich_text_preformatted: (element) => h('pre', {}, h('code', {}, runs(element.elements))),
  rich_text_list: (element) =>
    h(
      element.style === 'ordered' ? 'ol' : 'ul',
      {
        start: element.style === 'ordered' && element.offset ? element.offset + 1 : undefined,
        style: { 'margin-left': `${(element.indent ?? 0) * 22}px` },
      },
      (element.elements ?? []).map((item) => h('li', {}, runs(item.elements))),
    ),
};

const part = (element) => parts[element.type]?.(element) ?? null;

const runMakers = {
  text: (run) => run.text,
  link: (run) => urlLink(run.url, run.text ?? run.url),
  user: (run) => userMention(run.user_id),
  usergroup: (run) => groupMention(run.usergroup_id),
  channel: (run) => channelMention(run.channel_id),
  broadcast: (run) => h('span', { class: 'mention' }, `@${run.range}`),
  emoji: (run) => emojiFor(run.name) ?? `:${run.name}:`,
  date: (run) => h('time', {}, run.timestamp ? formatDate(run.timestamp, run.format) : run.fallback),
  color: (run) => h('span', {}, h('span', { class: 'swatch', style: { '--swatch': run.value } }), run.value),
};

function runs(elements = []) {
  return elements.map((run) => {
    const content = runMakers[run.type]?.(run) ?? run.text ?? '';
    return styled(content, run.style ?? {});
  });
}

function styled(content, style) {
  let node = content;
  if (style.code) node = h('code', {}, node);
  if (style.strike) node = h('s', {}, node);
  if (style.italic) node = h('em', {}, node);
  if (style.bold) node = h('strong', {}, node);
  return node;
}
