import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  ImageBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { cut } from './text.ts';

// `verbatim` everywhere: without it Slack makes links of addresses and names in text that strangers wrote.

/** A paragraph of mrkdwn. Whatever comes from outside must be escaped by the caller. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', verbatim: true, text } };
}

/** Pairs of a title and a value, two beside each other. */
export function fields(pairs: [title: string, value: string][]): SectionBlock {
  return {
    type: 'section',
    fields: pairs.map(([title, value]) => ({ type: 'mrkdwn', verbatim: true, text: `*${title}*\n${value}` })),
  };
}

/** Small grey text. */
export function context(...texts: string[]): ContextBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', verbatim: true, text })) };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, 150), emoji: false } };
}

/** Text in which nothing is markup: commands, device output, tables. */
export function preformatted(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text === '' ? ' ' : text }] }],
  };
}

export function slackImage(fileId: string, altText: string): ImageBlock {
  return { type: 'image', slack_file: { id: fileId }, alt_text: cut(altText, 2000) };
}

export function actions(blockId: string, ...elements: Button[]): ActionsBlock {
  return { type: 'actions', block_id: blockId, elements };
}

/** A button. `value` is an opaque id and never anything that a click could prove. */
export function button(options: {
  action: string;
  text: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; confirm: string };
}): Button {
  const { action, text, value, style, confirm } = options;
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text, emoji: false },
    value,
    ...(style && { style }),
    ...(confirm && { confirm: confirmDialog(confirm, style) }),
  };
}

function confirmDialog(
  dialog: { title: string; text: string; confirm: string },
  style: 'primary' | 'danger' | undefined,
): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: cut(dialog.title, 100) },
    text: { type: 'plain_text', text: cut(dialog.text, 300) },
    confirm: { type: 'plain_text', text: cut(dialog.confirm, 30) },
    deny: { type: 'plain_text', text: 'Not now' },
    ...(style && { style }),
  };
}
