import { control } from './api.js';
import { avatar, h, icon } from './dom.js';
import { displayName, store } from './store.js';
import { toast } from './toast.js';

/** Where a person writes. `place()` gives `{channel, thread_ts?}` at the time of sending. */
export function createComposer({ id, label, place }) {
  const field = h('textarea', { id, rows: '1', placeholder: label, 'aria-label': label, autocomplete: 'off' });
  const send = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send', disabled: true }, icon('send'));
  const form = h('form', { class: 'composer' }, field, send);
  const suggestions = createSuggestions(form, field);

  const resize = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(200, field.scrollHeight)}px`;
    send.disabled = field.value.trim() === '';
  };
  field.addEventListener('input', () => {
    resize();
    suggestions.update();
  });
  field.addEventListener('keydown', (event) => {
    if (suggestions.handle(event) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener('blur', () => suggestions.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || !(await submit(text, place()))) return;
    field.value = '';
    suggestions.close();
    resize();
  });
  return {
    element: form,
    focus: () => field.focus(),
    setLabel(words) {
      field.placeholder = words;
      field.setAttribute('aria-label', words);
    },
  };
}

/** Sends a message or runs a command. Returns whether the field may be emptied. */
async function submit(text, { channel, thread_ts }) {
  const user = store.user;
  const command = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  if (!command) return (await control('post', { user, channel, text, thread_ts })) !== undefined;
  if (thread_ts) {
    toast(`${command[1]} is not supported in threads. Sorry!`);
    return false;
  }
  void control('command', { user, channel, command: command[1], text: command[2] ?? '' });
  return true;
}

/** The list above the field: people and groups after `@`, the command after `/`. */
function createSuggestions(form, field) {
  let shown = [];
  let index = 0;
  const list = h('ul', { class: 'suggestions', role: 'listbox', hidden: true });
  form.append(list);

  const close = () => {
    shown = [];
    list.hidden = true;
  };

  function insert(entry) {
    const before = field.value.slice(0, field.selectionStart).replace(/[@/][\w.-]*$/, `${entry.insert} `);
    const after = field.value.slice(field.selectionStart);
    field.value = before + after;
    field.setSelectionRange(before.length, before.length);
    field.dispatchEvent(new Event('input'));
    close();
    field.focus();
  }

  function draw() {
    list.hidden = shown.length === 0;
    list.replaceChildren(
      ...shown.map((entry, at) =>
        h(
          'li',
          {
            role: 'option',
            'aria-selected': String(at === index),
            onpointerdown: (event) => {
              event.preventDefault();
              insert(entry);
            },
          },
          entry.icon ? avatar(entry.icon, entry.label) : null,
          h('span', {}, h('strong', {}, entry.label), ' ', h('small', {}, entry.hint)),
        ),
      ),
    );
  }

  return {
    close,
    update() {
      const before = field.value.slice(0, field.selectionStart);
      const person = /(?:^|\s)@([\w.-]*)$/.exec(before);
      const command = /^\/([\w-]*)$/.exec(before);
      shown = person ? people(person[1]) : command ? commands(command[1]) : [];
      index = 0;
      draw();
    },
    /** Returns whether the key was for the list. */
    handle(event) {
      if (shown.length === 0) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        index = (index + step + shown.length) % shown.length;
        draw();
      } else if (event.key === 'Enter' || event.key === 'Tab') insert(shown[index]);
      else if (event.key === 'Escape') close();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

function people(start) {
  const fits = (name) => name.toLowerCase().startsWith(start.toLowerCase());
  const users = store.users.filter((user) => !user.deleted && (fits(user.name) || fits(user.real_name)));
  const groups = store.userGroups.filter((group) => fits(group.handle));
  return [
    ...users.map((user) => ({
      insert: `@${user.name}`,
      label: displayName(user.id),
      hint: user.is_bot ? 'app' : (user.title ?? ''),
      icon: user.id,
    })),
    ...groups.map((group) => ({
      insert: `@${group.handle}`,
      label: `@${group.handle}`,
      hint: group.name,
      icon: group.id,
    })),
  ].slice(0, 6);
}

function commands(start) {
  const name = store.app.slashCommand ?? '';
  if (name === '' || !name.slice(1).startsWith(start)) return [];
  return [{ insert: name, label: name, hint: `${store.app.name} · try “help”` }];
}
