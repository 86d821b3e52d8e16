import { control } from './api.js';
import { renderBlocks } from './blocks.js';
import { createConversation } from './conversation.js';
import { avatar, h, iconButton } from './dom.js';
import { createInteraction } from './interaction.js';
import { appIm, store } from './store.js';

/** The app's own place: its home tab, and the direct messages with it. */
export function createHome({ tab, go, openThread, openSidebar }) {
  const body = h('div', { class: 'home-body' });
  const im = appIm();
  const messages =
    tab === 'messages' && im ? createConversation({ channelId: im.id, openThread, openSidebar }) : undefined;
  const tabButton = (name, label) =>
    h('button', { type: 'button', role: 'tab', 'aria-selected': String(tab === name), onclick: () => go(name) }, label);
  const element = [
    h(
      'header',
      { class: 'pane-head' },
      iconButton('menu', 'Show channels', openSidebar, { class: 'icon-button menu-button' }),
      avatar(store.app.botUserId, store.app.name),
      h('h1', { class: 'pane-title' }, store.app.name),
      h('span', { class: 'app-tag' }, 'APP'),
    ),
    h('div', { class: 'tabs', role: 'tablist' }, tabButton('home', 'Home'), tabButton('messages', 'Messages')),
    ...(messages ? messages.element : [body]),
  ];
  if (tab === 'home') void control('openHome', { user: store.user });
  let drawn = '';

  function draw() {
    if (messages) return messages.draw();
    const version = JSON.stringify(store.home);
    if (version === drawn) return undefined;
    drawn = version;
    const top = body.scrollTop;
    body.replaceChildren(store.home ? view(store.home) : empty());
    body.scrollTop = top;
    return undefined;
  }

  return { element, draw, goTo: messages?.goTo, toEnd: messages?.toEnd, focus: () => messages?.focus() };
}

const view = (home) => renderBlocks(home.blocks, createInteraction({ view_id: home.id, in: 'home' }));

const empty = () =>
  h(
    'div',
    { class: 'empty' },
    h('strong', {}, 'Nothing here yet'),
    `${store.app.name} has not published a home tab for you.`,
  );
