import { createComposer } from './composer.js';
import { avatar, h, iconButton } from './dom.js';
import { createMessageList } from './message-list.js';
import { urlLink } from './mrkdwn.js';
import { displayName, findChannel, isReply, store } from './store.js';

/** A channel: its head, its messages and the field to write in. */
export function createConversation({ channelId, openThread, openSidebar }) {
  const channel = findChannel(channelId);
  const title = channel.kind === 'im' ? store.app.name : `#${channel.name}`;
  const list = createMessageList(`Messages in ${title}`);
  const composer = createComposer({
    id: 'message-field',
    label: `Message ${title}`,
    place: () => ({ channel: channelId }),
  });
  const bookmarks = h('div', { class: 'bookmarks' });
  const element = [head(channel, title, openSidebar), bookmarks, list.element, composer.element];
  if (channel.kind === 'im') element.splice(0, 2);

  function draw() {
    const shown = (store.messages[channelId] ?? []).filter(
      (message) => (!isReply(message) || message.subtype === 'thread_broadcast') && !isHiddenReply(message),
    );
    const { bookmarks: marks = [], pins = [] } = findChannel(channelId) ?? {};
    bookmarks.hidden = marks.length === 0;
    bookmarks.replaceChildren(...marks.map((mark) => urlLink(mark.link ?? '', `🔖 ${mark.title}`)));
    list.draw(shown, { openThread, version: pins.join() });
  }

  return { element, draw, goTo: list.goTo, toEnd: list.toEnd, focus: composer.focus };
}

/** An ephemeral inside a thread is shown there only. */
const isHiddenReply = (message) => message.ephemeral_to !== undefined && message.thread_ts !== undefined;

function head(channel, title, openSidebar) {
  const members = channel.members.slice(0, 3).map((id) => avatar(id, displayName(id)));
  return h(
    'header',
    { class: 'pane-head' },
    iconButton('menu', 'Show channels', openSidebar, { class: 'icon-button menu-button' }),
    h('h1', { class: 'pane-title' }, title),
    h('span', { class: 'pane-subtitle' }, channel.topic),
    h('span', { class: 'pane-spacer' }),
    h(
      'span',
      { class: 'members', title: channel.members.map(displayName).join(', ') },
      h('span', { class: 'members-faces' }, members),
      String(channel.members.length),
      h('span', { class: 'count-word' }, ' members'),
    ),
  );
}
