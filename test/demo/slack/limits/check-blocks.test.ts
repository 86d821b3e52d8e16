import { describe, expect, it } from 'vitest';
import { checkBlocks, checkMessageSize, checkView } from '../../../../demo/slack/limits/check-blocks.ts';
import type { Surface } from '../../../../demo/slack/limits/problem.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number) => 'x'.repeat(length);
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string, text = value) => ({ text: plain(text), value });
const input = (element: object) => ({ type: 'input', label: plain('Name'), element });
const raw = (text: string) => ({ type: 'raw_text', text });
const rows = (count: number, width = 2) =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => raw('x')));
const dataTable = (more: object) => ({ type: 'data_table', caption: 'Evidence', rows: rows(3), ...more });
const buttons = (count: number) => Array.from({ length: count }, (_, index) => button({ action_id: `a${index}` }));
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));
const container = (more: object) => ({
  type: 'container',
  title: plain('Plan'),
  child_blocks: [section('x')],
  ...more,
});

/** What each rule lets pass, what it refuses, and where it points. */
const rules: [rule: string, good: object[], bad: object[], pointer: string, surface?: Surface][] = [
  ['50 blocks in a message', Array(50).fill(section('x')), Array(51).fill(section('x')), '/blocks'],
  ['100 blocks in a view', Array(100).fill(section('x')), Array(101).fill(section('x')), '/blocks', 'home'],
  ['3000 characters in a section', [section(long(3000))], [section(long(3001))], '/blocks/0/text/text'],
  ['some text in a section', [section('x')], [section('')], '/blocks/0/text/text'],
  [
    '10 fields in a section',
    [{ type: 'section', fields: Array(10).fill(mrkdwn('x')) }],
    [{ type: 'section', fields: Array(11).fill(mrkdwn('x')) }],
    '/blocks/0/fields',
  ],
  [
    '2000 characters in a field',
    [{ type: 'section', fields: [mrkdwn(long(2000))] }],
    [{ type: 'section', fields: [mrkdwn(long(2001))] }],
    '/blocks/0/fields/0/text',
  ],
  [
    '150 characters in a header',
    [{ type: 'header', text: plain(long(150)) }],
    [{ type: 'header', text: plain(long(151)) }],
    '/blocks/0/text/text',
  ],
  [
    'plain text in a header',
    [{ type: 'header', text: plain('x') }],
    [{ type: 'header', text: mrkdwn('x') }],
    '/blocks/0/text/type',
  ],
  [
    '10 elements in a context',
    [{ type: 'context', elements: Array(10).fill(mrkdwn('x')) }],
    [{ type: 'context', elements: Array(11).fill(mrkdwn('x')) }],
    '/blocks/0/elements',
  ],
  ['25 elements in actions', [actions(...buttons(25))], [actions(...buttons(26))], '/blocks/0/elements'],
  [
    'unique action ids in a block',
    [actions(...buttons(2))],
    [actions(button(), button())],
    '/blocks/0/elements/1/action_id',
  ],
  [
    '75 characters on a button',
    [actions(button({ text: plain(long(75)) }))],
    [actions(button({ text: plain(long(76)) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    '2000 characters in a value',
    [actions(button({ value: long(2000) }))],
    [actions(button({ value: long(2001) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    '255 characters in an action id',
    [actions(button({ action_id: long(255) }))],
    [actions(button({ action_id: long(256) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    '255 characters in a block id',
    [{ ...section('x'), block_id: long(255) }],
    [{ ...section('x'), block_id: long(256) }],
    '/blocks/0/block_id',
  ],
  [
    'unique block ids',
    [
      { ...section('x'), block_id: 'a' },
      { ...section('x'), block_id: 'b' },
    ],
    [
      { ...section('x'), block_id: 'a' },
      { ...section('x'), block_id: 'a' },
    ],
    '/blocks',
  ],
  [
    'known button styles',
    [actions(button({ style: 'danger' }))],
    [actions(button({ style: 'red' }))],
    '/blocks/0/elements/0/style',
  ],
  [
    '300 characters in a confirm dialog',
    [actions(button({ confirm: { text: mrkdwn(long(300)) } }))],
    [actions(button({ confirm: { text: mrkdwn(long(301)) } }))],
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    '100 options in a select',
    [actions({ type: 'static_select', action_id: 's', options: options(100) })],
    [actions({ type: 'static_select', action_id: 's', options: options(101) })],
    '/blocks/0/elements/0/options',
  ],
  [
    '5 options in an overflow menu',
    [actions({ type: 'overflow', action_id: 's', options: options(5) })],
    [actions({ type: 'overflow', action_id: 's', options: options(6) })],
    '/blocks/0/elements/0/options',
  ],
  [
    '75 characters in an option',
    [actions({ type: 'static_select', action_id: 's', options: [option('a', long(75))] })],
    [actions({ type: 'static_select', action_id: 's', options: [option('a', long(76))] })],
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'no text inputs in actions',
    [actions(button())],
    [actions({ type: 'plain_text_input', action_id: 'p' })],
    '/blocks/0/elements/0/type',
  ],
  [
    '12,000 characters of markdown',
    [{ type: 'markdown', text: long(12_000) }],
    [{ type: 'markdown', text: long(12_001) }],
    '/blocks/0/text',
  ],
  [
    '12,000 characters of markdown in sum',
    [
      { type: 'markdown', text: long(6000) },
      { type: 'markdown', text: long(6000) },
    ],
    [
      { type: 'markdown', text: long(6001) },
      { type: 'markdown', text: long(6000) },
    ],
    '/blocks',
  ],
  ['2 rows in a data table', [dataTable({ rows: rows(2) })], [dataTable({ rows: rows(1) })], '/blocks/0/rows'],
  [
    'a header and 100 rows in a data table',
    [dataTable({ rows: rows(101) })],
    [dataTable({ rows: rows(102) })],
    '/blocks/0/rows',
  ],
  [
    '20 columns in a data table',
    [dataTable({ rows: rows(2, 20) })],
    [dataTable({ rows: rows(2, 21) })],
    '/blocks/0/rows/0',
  ],
  [
    'rows of one width in a data table',
    [dataTable({})],
    [dataTable({ rows: [...rows(2), [raw('x')]] })],
    '/blocks/0/rows',
  ],
  ['a caption on a data table', [dataTable({})], [dataTable({ caption: undefined })], '/blocks/0/caption'],
  [
    'one table in a message',
    [{ type: 'table', rows: rows(2) }],
    [
      { type: 'table', rows: rows(2) },
      { type: 'table', rows: rows(2) },
    ],
    '/blocks',
  ],
  ['alerts in modals only', [section('x')], [{ type: 'alert', text: mrkdwn('x') }], '/blocks/0/type', 'message'],
  ['no tables in a home tab', [section('x')], [dataTable({})], '/blocks/0/type', 'home'],
  [
    '10 blocks in a container',
    [container({ child_blocks: Array(10).fill(section('x')) })],
    [container({ child_blocks: Array(11).fill(section('x')) })],
    '/blocks/0/child_blocks',
  ],
  [
    'no container in a container',
    [container({})],
    [container({ child_blocks: [container({})] })],
    '/blocks/0/child_blocks/0/type',
  ],
  [
    '200 characters in a card',
    [{ type: 'card', body: mrkdwn(long(200)) }],
    [{ type: 'card', body: mrkdwn(long(201)) }],
    '/blocks/0/body/text',
  ],
  [
    'alt text on a picture',
    [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }],
    [{ type: 'image', image_url: 'https://example.com/a.png' }],
    '/blocks/0/alt_text',
  ],
  [
    'file ids of the right form',
    [{ type: 'image', slack_file: { id: 'F12345678' }, alt_text: 'a' }],
    [{ type: 'image', slack_file: { id: 'chart.png' }, alt_text: 'a' }],
    '/blocks/0/slack_file/id',
  ],
  ['known kinds of blocks', [{ type: 'divider' }], [{ type: 'chart' }], '/blocks/0/type'],
  [
    'feedback buttons in context_actions only',
    [{ type: 'context_actions', elements: [feedback()] }],
    [actions(feedback())],
    '/blocks/0/elements/0/type',
  ],
  [
    'a label on an input',
    [input({ type: 'plain_text_input', action_id: 'p' })],
    [{ type: 'input', element: { type: 'plain_text_input', action_id: 'p' } }],
    '/blocks/0/label',
    'modal',
  ],
];

function feedback() {
  const face = (text: string) => ({ text: plain(text), value: text });
  return { type: 'feedback_buttons', action_id: 'f', positive_button: face('Right'), negative_button: face('Wrong') };
}

describe('checkBlocks', () => {
  it.each(rules)('holds to %s', (_rule, good, bad, pointer, surface = 'message') => {
    expect(checkBlocks(good, surface)).toEqual([]);
    expect(checkBlocks(bad, surface).map((problem) => problem.pointer)).toContain(pointer);
  });

  it('refuses what is no list', () => {
    expect(checkBlocks('[]', 'message')).toEqual([{ pointer: '/blocks', message: 'must be an array' }]);
  });
});

describe('checkView', () => {
  const modal = { type: 'modal', title: plain('Silence'), blocks: [section('x')] };

  it.each([
    ['a title of 24 characters', { title: plain(long(24)) }, { title: plain(long(25)) }, '/view/title/text'],
    [
      '3000 characters of private metadata',
      { private_metadata: long(3000) },
      { private_metadata: long(3001) },
      '/view/private_metadata',
    ],
    ['255 characters in a callback id', { callback_id: long(255) }, { callback_id: long(256) }, '/view/callback_id'],
    [
      'a submit button beside inputs',
      { blocks: [input({ type: 'plain_text_input', action_id: 'p' })], submit: plain('Save') },
      { blocks: [input({ type: 'plain_text_input', action_id: 'p' })] },
      '/view/submit',
    ],
    ['blocks', {}, { blocks: undefined }, '/view/blocks'],
    ['a type', {}, { type: 'dialog' }, '/view/type'],
  ])('holds to %s', (_rule, good, bad, pointer) => {
    expect(checkView({ ...modal, ...good })).toEqual([]);
    expect(checkView({ ...modal, ...bad }).map((problem) => problem.pointer)).toContain(pointer);
  });
});

describe('checkMessageSize', () => {
  it('refuses a text over 40,000 characters and blocks over 13,000 in sum', () => {
    const five = (length: number) => Array(5).fill(section(long(length)));
    expect(checkMessageSize({ text: long(40_000), blocks: five(2600) })).toBeUndefined();
    expect(checkMessageSize({ text: long(40_001) })).toBe('msg_too_long');
    expect(checkMessageSize({ text: 'x', blocks: five(2601) })).toBe('msg_blocks_too_long');
  });
});
