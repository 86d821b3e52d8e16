import { h } from './dom.js';
import { renderMessage } from './message.js';
import { dayKey, dayName } from './time.js';

const sameBreath = 5 * 60;

/**
 * A column of messages that keeps to its newest one while the reader is at the end.
 * `draw(messages, options)` redraws only what changed.
 */
export function createMessageList(label) {
  const list = h('div', { class: 'message-list', role: 'log', 'aria-label': label, 'aria-live': 'polite' });
  const newest = h(
    'button',
    { type: 'button', class: 'newest', hidden: true, onclick: () => toEnd() },
    'New messages ↓',
  );
  const scroller = h('div', { class: 'scroller', tabindex: '0', 'aria-label': label }, list, newest);
  const known = new Map();
  let isAtEnd = true;

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    newest.hidden = true;
  };
  scroller.addEventListener('scroll', () => {
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    if (isAtEnd) newest.hidden = true;
  });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(list);

  /** The message's element: the old one while nothing about it changed. */
  function elementFor(message, options) {
    const version = JSON.stringify([message, options.isCompact, options.version]);
    const old = known.get(message.ts);
    if (old?.version === version) return old.element;
    const element = renderMessage(message, options);
    known.set(message.ts, { version, element });
    return element;
  }

  function draw(messages, { openThread, version = '', isFlat = false, after } = {}) {
    const before = known.size;
    const rows = [];
    messages.forEach((message, index) => {
      const previous = messages[index - 1];
      if (!isFlat && dayKey(message.ts) !== dayKey(previous?.ts ?? 0)) {
        rows.push(h('div', { class: 'day' }, dayName(message.ts)));
      }
      rows.push(elementFor(message, { openThread, version, isCompact: continues(previous, message) }));
      if (index === 0 && after) rows.push(after);
    });
    for (const ts of known.keys()) if (!messages.some((message) => message.ts === ts)) known.delete(ts);
    place(list, rows);
    if (isAtEnd) toEnd();
    else if (known.size > before) newest.hidden = false;
  }

  function goTo(ts) {
    const element = known.get(ts)?.element;
    if (!element) return;
    isAtEnd = false;
    element.scrollIntoView({ block: 'center' });
    element.classList.add('target');
  }

  return {
    element: scroller,
    draw,
    goTo,
    toEnd() {
      isAtEnd = true;
      toEnd();
    },
  };
}

/** Puts `rows` under `parent`, moving nothing that already stands right: focus and open menus survive. */
function place(parent, rows) {
  rows.forEach((row, index) => {
    if (parent.childNodes[index] !== row) parent.insertBefore(row, parent.childNodes[index] ?? null);
  });
  while (parent.childNodes.length > rows.length) parent.lastChild.remove();
}

function continues(previous, message) {
  if (!previous || previous.user !== message.user || previous.ephemeral_to !== message.ephemeral_to) return false;
  if (message.subtype === 'thread_broadcast' || previous.reply_count) return false;
  return Number(message.ts) - Number(previous.ts) < sameBreath && dayKey(previous.ts) === dayKey(message.ts);
}
