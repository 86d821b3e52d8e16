import { control } from './api.js';
import { createComposer } from './composer.js';
import { h, iconButton } from './dom.js';
import { createMessageList } from './message-list.js';
import { findChannel, store } from './store.js';

/** The panel with one thread. */
export function createThread({ channelId, ts, close }) {
  const channel = findChannel(channelId);
  const list = createMessageList('Thread');
  const composer = createComposer({
    id: 'reply-field',
    label: 'Reply…',
    place: () => ({ channel: channelId, thread_ts: ts }),
  });
  const status = h('div', { class: 'status-line', 'aria-live': 'polite' });
  const count = h('div', { class: 'thread-count' });
  const element = [
    h(
      'header',
      { class: 'pane-head' },
      h('h2', { class: 'pane-title' }, 'Thread'),
      h('span', { class: 'pane-subtitle' }, channel?.kind === 'im' ? store.app.name : `#${channel?.name ?? ''}`),
      h('span', { class: 'pane-spacer' }),
      iconButton('close', 'Close the thread', close),
    ),
    list.element,
    status,
    composer.element,
  ];

  function draw() {
    const shown = (store.messages[channelId] ?? []).filter((message) => message.ts === ts || message.thread_ts === ts);
    const replies = shown[0]?.reply_count ?? 0;
    count.textContent = `${replies} ${replies === 1 ? 'reply' : 'replies'}`;
    list.draw(shown, { isFlat: true, after: replies > 0 ? count : undefined });
    drawStatus(shown);
  }

  function drawStatus(shown) {
    const isWorking = store.sessions[`${channelId}:${ts}`]?.status === 'processing';
    const isStreaming = shown.some((message) => message.stream && !message.stream.done);
    if (!isWorking && !isStreaming) return status.replaceChildren();
    const stop = () => control('stopSession', { user: store.user, channel: channelId, thread_ts: ts });
    return status.replaceChildren(
      h('span', { class: 'pulse' }, h('i'), h('i'), h('i')),
      `${store.app.name} is ${isStreaming ? 'answering' : 'working'}…`,
      h('button', { type: 'button', onclick: stop }, 'Stop'),
    );
  }

  return { element, draw, goTo: list.goTo, toEnd: list.toEnd, focus: composer.focus };
}
