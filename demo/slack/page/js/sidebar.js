import { avatar, h, icon, iconButton, onLeave } from './dom.js';
import { displayName, findUser, store } from './store.js';
import { currentTheme, toggleTheme } from './theme.js';

/** The rail on the left: the team, the app, the channels, and who one is. */
export function createSidebar(root, { route, go, becomes }) {
  const close = () => {
    root.classList.remove('open');
    document.getElementById('scrim').classList.remove('open');
  };

  function item({ to, sign, name, unread, note }) {
    const isCurrent = route().place === to;
    return h(
      'button',
      {
        type: 'button',
        class: unread && !isCurrent ? 'rail-item unread' : 'rail-item',
        'aria-current': isCurrent ? 'page' : undefined,
        onclick: () => {
          go(`/${to}`);
          close();
        },
      },
      sign,
      h('span', { class: 'name' }, name),
      unread && !isCurrent ? h('span', { class: 'badge', 'aria-label': `${unread} new` }, String(unread)) : null,
      note ?? null,
    );
  }

  function draw() {
    const { team, app, channels, connections } = store;
    const listed = channels.filter((channel) => channel.kind === 'channel');
    const im = channels.find((channel) => channel.kind === 'im');
    const focused = [...root.querySelectorAll('button')].indexOf(document.activeElement);
    root.replaceChildren(
      h(
        'div',
        { class: 'team' },
        h('span', { class: 'team-mark', 'aria-hidden': 'true' }, team.name.slice(0, 1).toUpperCase()),
        h(
          'div',
          {},
          h('div', { class: 'team-name' }, team.name),
          h(
            'div',
            { class: 'team-state' },
            h('span', { class: connections > 0 ? 'dot on' : 'dot' }),
            connections > 0 ? `${app.name} is connected` : `${app.name} is offline`,
          ),
        ),
      ),
      h(
        'div',
        { class: 'rail-list' },
        h('h2', { class: 'rail-heading' }, 'Channels'),
        listed.map((channel) =>
          item({
            to: channel.id,
            sign: h('span', { class: 'sign' }, '#'),
            name: channel.name,
            unread: store.unread[channel.id],
          }),
        ),
        h('h2', { class: 'rail-heading' }, 'Apps'),
        item({
          to: 'home',
          sign: avatar(app.botUserId, app.name),
          name: app.name,
          unread: im ? store.unread[im.id] : 0,
        }),
        stage(),
      ),
      foot(),
    );
    root.querySelectorAll('button')[focused]?.focus();
  }

  function stage() {
    if (!store.stage) return null;
    const { heading, title, run, scenarios } = store.stage;
    const note = run ? h('span', { class: `run-note phase-${run.phase}`, title: run.says }, run.name) : null;
    const sign = h(
      'span',
      { class: 'sign' },
      icon(scenarios.length === 0 ? 'info' : run?.phase === 'running' ? 'warning' : 'play'),
    );
    return [h('h2', { class: 'rail-heading' }, heading), item({ to: 'stage', sign, name: title, note })];
  }

  function foot() {
    const opener = personaButton(store.user, {
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': `You are ${displayName(store.user)}. Become somebody else`,
      onclick: () => openMenu(),
    });
    const box = h('div', { class: 'rail-foot' }, opener);
    const isDark = currentTheme() === 'dark';
    box.append(
      iconButton(isDark ? 'sun' : 'moon', isDark ? 'Light colours' : 'Dark colours', () => {
        toggleTheme();
        draw();
      }),
    );
    let stop = () => {};
    const closeMenu = () => {
      stop();
      box.querySelector('.persona-menu')?.remove();
      opener.setAttribute('aria-expanded', 'false');
    };
    function openMenu() {
      if (box.querySelector('.persona-menu')) return closeMenu();
      const choose = (id) => () => {
        closeMenu();
        close();
        becomes(id);
      };
      const items = store.personas.map((id) =>
        personaButton(id, { role: 'menuitemradio', 'aria-checked': String(id === store.user), onclick: choose(id) }),
      );
      box.append(h('div', { class: 'persona-menu', role: 'menu' }, h('p', {}, 'Act as'), items));
      opener.setAttribute('aria-expanded', 'true');
      stop = onLeave(box, closeMenu);
      return items.find((one) => one.getAttribute('aria-checked') === 'true')?.focus();
    }
    return box;
  }

  return {
    draw,
    open() {
      root.classList.add('open');
      const scrim = document.getElementById('scrim');
      scrim.classList.add('open');
      scrim.onclick = close;
      root.querySelector('.rail-item')?.focus();
    },
    close,
  };
}

function personaButton(id, properties) {
  const title = findUser(id)?.title ?? '';
  return h(
    'button',
    { type: 'button', class: 'persona-button', ...properties },
    avatar(id, displayName(id)),
    h(
      'span',
      { class: 'persona-text' },
      h('div', { class: 'persona-name' }, displayName(id)),
      title ? h('div', { class: 'persona-title' }, title) : null,
    ),
  );
}
