import { createConversation } from './conversation.js';
import { h } from './dom.js';
import { createHome } from './home.js';
import { createModals } from './modal.js';
import { permalinkRoute } from './mrkdwn.js';
import { createSidebar } from './sidebar.js';
import { createStage, drawStrip } from './stage.js';
import { appIm, findChannel, isReply, onStoreChange, signIn, store } from './store.js';
import { startTheme } from './theme.js';
import { createThread } from './thread.js';
import { toast } from './toast.js';

const main = document.getElementById('main');
const aside = document.getElementById('thread');
const modals = createModals();
const shown = { place: '', pane: undefined, threadKey: '', thread: undefined };

/** `#/<channel>/<thread ts>/<reply ts>`, `#/home`, `#/home/messages` or `#/stage`. */
function route() {
  const [place = '', ts, reply] = location.hash.replace(/^#\//, '').split('/');
  return { place: place || firstChannel(), ts, reply };
}

const firstChannel = () => store.channels.find((channel) => channel.kind === 'channel')?.id ?? 'home';

const go = (path) => {
  location.hash = path;
};

const sidebar = createSidebar(document.getElementById('sidebar'), {
  route,
  go,
  becomes(user) {
    const url = new URL(location.href);
    url.searchParams.set('user', user);
    history.replaceState(null, '', url);
    Object.assign(shown, { place: '', threadKey: '' });
    void signIn(user);
  },
});

const openSidebar = () => sidebar.open();

function paneFor({ place, ts }) {
  if (place === 'home') {
    const tab = ts === 'messages' ? 'messages' : 'home';
    const openThread = (thread) => go(`/${appIm()?.id}/${thread}`);
    return createHome({ tab, openThread, openSidebar, go: (name) => go(name === 'home' ? '/home' : `/home/${name}`) });
  }
  if (place === 'stage' && store.stage) return createStage({ openSidebar, channel: findChannel(firstChannel()), go });
  if (!findChannel(place)) return undefined;
  return createConversation({ channelId: place, openSidebar, openThread: (thread) => go(`/${place}/${thread}`) });
}

/** What must be drawn anew when it changes. */
function keyOf({ place, ts }) {
  if (place === 'home') return `home ${ts ?? ''} ${appIm()?.id ?? ''}`;
  return place === 'stage' ? `stage ${store.stage !== null}` : place;
}

function show() {
  const now = route();
  const key = keyOf(now);
  if (key !== shown.place) {
    shown.place = key;
    shown.pane = paneFor(now);
    const nothing = now.place === 'stage' ? 'Nothing is shown here yet.' : 'You are not in this channel.';
    const notHere = [h('div', { class: 'empty' }, h('strong', {}, 'Not here'), nothing)];
    main.replaceChildren(...(shown.pane?.element ?? notHere));
    shown.pane?.draw();
    shown.pane?.toEnd?.();
    if (matchMedia('(min-width: 601px)').matches) shown.pane?.focus?.();
  }
  delete store.unread[now.place];
  if (now.place === 'home' && appIm()) delete store.unread[appIm().id];
  showThread(now);
  shown.pane?.draw();
  sidebar.draw();
  drawStrip();
  const title = now.place === 'stage' ? store.stage?.title : findChannel(now.place)?.name;
  document.title = `${title ?? store.app.name} · ${store.team.name}`;
}

function showThread({ place, ts, reply }) {
  const root = place === 'home' ? undefined : store.messages[place]?.find((message) => message.ts === ts);
  const isOpen = root && !isReply(root);
  const key = isOpen ? `${place} ${ts}` : '';
  if (key !== shown.threadKey) {
    shown.threadKey = key;
    shown.thread = isOpen ? createThread({ channelId: place, ts, close: () => go(`/${place}`) }) : undefined;
    aside.replaceChildren(...(shown.thread?.element ?? []));
    aside.hidden = !isOpen;
    shown.thread?.draw();
    shown.thread?.toEnd();
    if (isOpen && matchMedia('(min-width: 601px)').matches) shown.thread.focus();
    if (reply) shown.thread?.goTo(reply);
  }
  shown.thread?.draw();
}

onStoreChange((change) => {
  if (change.kind === 'all') Object.assign(shown, { place: '', threadKey: '' });
  if (change.kind === 'notice') toast(change.text, change.level);
  show();
  modals.draw();
});

addEventListener('hashchange', show);
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
  if (document.getElementById('sidebar').classList.contains('open')) sidebar.close();
  else if (shown.threadKey) go(`/${route().place}`);
});

startTheme();
const url = new URL(location.href);
if (url.pathname.startsWith('/archives/')) {
  history.replaceState(null, '', `/?${url.searchParams}#${permalinkRoute(url)}`);
}
void signIn(url.searchParams.get('user') ?? '');
