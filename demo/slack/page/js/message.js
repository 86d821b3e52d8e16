import { control } from './api.js';
import { renderBlocks } from './blocks.js';
import { avatar, h, icon, iconButton } from './dom.js';
import { emojiFor } from './emoji.js';
import { createInteraction } from './interaction.js';
import { mrkdwn } from './mrkdwn.js';
import { filePreview, picture } from './pictures.js';
import { displayName, findChannel, findUser, isReply, store } from './store.js';
import { textNodes } from './text.js';
import { ago, clockTime, fullTime, shortTime } from './time.js';

/** One message. `isCompact` leaves out the head; `openThread(ts)` is offered unless it is already open. */
export function renderMessage(message, { isCompact = false, openThread } = {}) {
  const name = message.username ?? displayName(message.user);
  const isPrivate = message.ephemeral_to !== undefined;
  const classes = ['message', isCompact ? 'compact' : '', isPrivate ? 'private' : ''].join(' ').trim();
  return h(
    'article',
    { class: classes, 'data-ts': message.ts, 'aria-label': `${name}, ${clockTime(message.ts)}` },
    noteLine(message, isPrivate),
    isCompact
      ? h('span', { class: 'gutter-time', title: fullTime(message.ts) }, shortTime(message.ts))
      : avatar(message.user, name),
    h(
      'div',
      {},
      isCompact ? null : head(message, name),
      h('div', { class: 'content' }, content(message)),
      message.reactions?.length ? reactions(message) : null,
      message.reply_count && openThread ? threadBar(message, openThread) : null,
    ),
    isPrivate ? null : tools(message, openThread),
  );
}

function noteLine(message, isPrivate) {
  if (isPrivate) return h('div', { class: 'note-line' }, icon('eye'), 'Only visible to you');
  if (findChannel(message.channel)?.pins.includes(message.ts))
    return h('div', { class: 'note-line' }, icon('pin'), 'Pinned');
  if (message.subtype === 'thread_broadcast')
    return h('div', { class: 'note-line' }, icon('reply'), 'Replied to a thread');
  return null;
}

function head(message, name) {
  const isApp = message.bot_id !== undefined || findUser(message.user)?.is_bot;
  return h(
    'div',
    { class: 'message-head' },
    h('span', { class: 'author' }, name),
    isApp ? h('span', { class: 'app-tag' }, 'APP') : null,
    h('time', { class: 'when', title: fullTime(message.ts) }, clockTime(message.ts)),
  );
}

function content(message) {
  const context = createInteraction(
    { channel: message.channel, ts: message.ts },
    { isStreaming: message.stream && !message.stream.done },
  );
  const parts = [];
  if (message.blocks?.length) parts.push(renderBlocks(message.blocks, context));
  else if (message.text) parts.push(h('div', { class: 'text' }, mrkdwn(message.text)));
  for (const attachment of message.attachments ?? []) parts.push(renderAttachment(attachment, context));
  for (const file of message.files ?? []) parts.push(filePreview(file));
  if (message.edited) parts.push(h('span', { class: 'edited', title: fullTime(message.edited.ts) }, '(edited)'));
  return parts;
}

const namedColours = { good: 'var(--good)', warning: 'var(--warn)', danger: 'var(--bad)' };

function renderAttachment(attachment, context) {
  const given = attachment.color ?? '';
  const hex = /^#?[0-9a-f]{6}$/i.test(given) ? `#${given.replace('#', '')}` : undefined;
  const colour = namedColours[given] ?? hex ?? 'var(--line-strong)';
  const old = [
    attachment.pretext ? h('div', { class: 'text' }, mrkdwn(attachment.pretext)) : null,
    attachment.title ? h('div', { class: 'card-title' }, attachment.title) : null,
    attachment.text ? h('div', { class: 'text' }, mrkdwn(attachment.text)) : null,
    attachment.fields?.map((field) => h('div', { class: 'text' }, h('strong', {}, field.title), ` ${field.value}`)),
    attachment.image_url ? picture({ url: attachment.image_url }, attachment.fallback ?? '') : null,
    attachment.footer ? h('div', { class: 'block-context' }, attachment.footer) : null,
  ];
  const isBare = !attachment.blocks && !attachment.text && !attachment.title;
  const body = attachment.blocks ? renderBlocks(attachment.blocks, context) : h('div', { class: 'blocks' }, old);
  return h(
    'div',
    { class: 'attachment' },
    h('span', { class: 'attachment-bar', style: { '--bar': colour } }),
    isBare ? h('div', { class: 'text' }, textNodes({ type: 'mrkdwn', text: attachment.fallback ?? '' })) : body,
  );
}

function reactions(message) {
  return h(
    'div',
    { class: 'reactions' },
    message.reactions.map((reaction) =>
      h(
        'button',
        {
          type: 'button',
          class: reaction.users.includes(store.user) ? 'reaction mine' : 'reaction',
          title: reaction.users.map(displayName).join(', '),
          onclick: () => addReaction(message, reaction.name),
        },
        h('span', {}, emojiFor(reaction.name) ?? `:${reaction.name}:`),
        h('span', {}, String(reaction.count)),
      ),
    ),
  );
}

const addReaction = (message, name) =>
  control('react', { user: store.user, channel: message.channel, ts: message.ts, name });

function threadBar(message, openThread) {
  const count = message.reply_count;
  return h(
    'button',
    { type: 'button', class: 'thread-bar', onclick: () => openThread(message.ts) },
    (message.reply_users ?? []).slice(0, 3).map((id) => avatar(id, displayName(id))),
    `${count} ${count === 1 ? 'reply' : 'replies'}`,
    h('span', { class: 'last' }, `Last reply ${ago(message.latest_reply)}`),
  );
}

function tools(message, openThread) {
  const thread = openThread && !(isReply(message) && message.subtype !== 'thread_broadcast');
  return h(
    'div',
    { class: 'hover-tools' },
    iconButton('up', 'React with thumbs up', () => addReaction(message, '+1')),
    thread ? iconButton('reply', 'Reply in thread', () => openThread(message.thread_ts ?? message.ts)) : null,
  );
}
