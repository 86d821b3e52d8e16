import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView as checkViewThere } from '../../demo/slack/limits/check-blocks.ts';
import { actions, button, context, fields, header, preformatted, section, slackImage } from '../../src/bot/blocks.ts';
import { checkMessage } from '../../src/bot/check-message.ts';
import { formsOf } from '../../src/bot/forms.ts';
import { blocksOf, type OutgoingMessage } from '../../src/bot/message.ts';
import { shorten } from '../../src/bot/shorten.ts';
import { checkView } from './check-view.ts';

const long = (length: number) => 'x'.repeat(length);
const press = (overrides: object = {}) => ({ ...button({ action: 'a', text: 'Go', value: 'v' }), ...overrides });
const confirm = { title: 'T', text: long(300), confirm: 'Yes' };
const feedback = (many: number, text = 'Right', value = 'right 1') => {
  const face = { text: { type: 'plain_text', text }, value };
  const buttons = { type: 'feedback_buttons', action_id: 'f', positive_button: face, negative_button: face };
  return {
    type: 'context_actions',
    elements: Array.from({ length: many }, (_, i) => ({ ...buttons, action_id: `${i}` })),
  };
};
const choice = (type: string, options: object[]) => [
  {
    ...{ type: 'input', label: { type: 'plain_text', text: 'L' } },
    element: { type, action_id: 'a', options },
  },
];
const option = (text = 'o', more: object = {}) => ({ text: { type: 'plain_text', text }, value: 'v', ...more });
const withBlock = (block: unknown): OutgoingMessage => ({ text: 'text', blocks: [block as KnownBlock] });

describe('the limit checker', () => {
  const refused: [string, OutgoingMessage][] = [
    ['no text', { text: '' }],
    ['51 blocks', { text: 't', blocks: Array.from({ length: 51 }, () => section('x')) }],
    [
      '51 blocks over both parts',
      {
        text: 't',
        blocks: Array.from({ length: 26 }, () => section('x')),
        colored: { color: '#fff', blocks: Array.from({ length: 25 }, () => section('x')) },
      },
    ],
    ['12,001 characters in sum', { text: long(1), blocks: Array.from({ length: 4 }, () => section(long(3000))) }],
    ['a section of 3001 characters', withBlock(section(long(3001)))],
    ['an empty section', withBlock(section(''))],
    ['a section without text and fields', withBlock({ type: 'section' })],
    ['eleven fields', withBlock(fields(Array.from({ length: 11 }, () => ['a', 'b'])))],
    ['a field of over 2000 characters', withBlock(fields([['a', long(2000)]]))],
    ['a header of 151 characters', withBlock({ ...header('x'), text: { type: 'plain_text', text: long(151) } })],
    ['a header of mrkdwn', withBlock({ ...header('x'), text: { type: 'mrkdwn', text: 'x' } })],
    ['eleven context elements', withBlock(context(...Array.from({ length: 11 }, () => 'x')))],
    ['26 buttons', withBlock(actions('b', ...Array.from({ length: 26 }, () => press())))],
    ['no button', withBlock(actions('b'))],
    [
      'a button text of 76 characters',
      withBlock(actions('b', press({ text: { type: 'plain_text', text: long(76) } }))),
    ],
    ['a button value of 2001 characters', withBlock(actions('b', press({ value: long(2001) })))],
    ['an action id of 256 characters', withBlock(actions('b', press({ action_id: long(256) })))],
    ['a block id of 256 characters', withBlock(actions(long(256), press()))],
    ['a block id twice', { text: 't', blocks: [actions('b', press()), actions('b', press())] }],
    [
      'a confirm text of 301 characters',
      withBlock(actions('b', press({ confirm: { ...confirm, text: { type: 'plain_text', text: long(301) } } }))),
    ],
    ['an image without alternative text', withBlock(slackImage('F0123456789', ''))],
    ['an image of no file', withBlock(slackImage('nothing', 'alt'))],
    [
      'empty preformatted text',
      withBlock({ type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [] }] }),
    ],
    ['six context actions', withBlock(feedback(6))],
    ['a feedback button of 76 characters', withBlock(feedback(1, long(76)))],
    ['a feedback button without a value', withBlock(feedback(1, 'Right', ''))],
    ['a block of unknown type', withBlock({ type: 'hologram' })],
  ];

  it.each(refused)('refuses %s', (_name, message) => {
    expect(checkMessage(message)).not.toEqual([]);
  });

  // Slack takes these: they are rules of our own, stricter than what was measured.
  const ownRules = [
    ...['no text', '51 blocks over both parts', '12,001 characters in sum', 'empty preformatted text'],
    ...['an image without alternative text', 'a feedback button without a value'],
  ];
  const alsoThere = refused.filter(([name]) => !ownRules.includes(name));

  it.each(alsoThere)('and the local workspace both refuse %s', (_name, message) => {
    expect(checkBlocks(blocksOf(message) as never, 'message')).not.toEqual([]);
  });

  it('takes a message at its limits', () => {
    const go = button({ action: 'go', text: long(75), value: long(2000), style: 'primary', confirm });
    const blocks = [section(long(3000)), header(long(150)), fields([['a', 'b']]), actions('b', go), preformatted('')];
    expect(checkMessage({ text: 'text', blocks })).toEqual([]);
  });

  it.each([
    ['a title of 25 characters', { title: { type: 'plain_text', text: long(25) } }],
    ['private metadata of 3001 characters', { private_metadata: long(3001) }],
    [
      'eleven radio buttons',
      {
        blocks: choice(
          'radio_buttons',
          Array.from({ length: 11 }, () => option()),
        ),
      },
    ],
    [
      '101 options',
      {
        blocks: choice(
          'static_select',
          Array.from({ length: 101 }, () => option()),
        ),
      },
    ],
    ['an option of 76 characters', { blocks: choice('static_select', [option(long(76))]) }],
    ['an option value of 151 characters', { blocks: choice('static_select', [option('o', { value: long(151) })]) }],
    [
      'a description of 76 characters',
      { blocks: choice('radio_buttons', [option('o', { description: { type: 'plain_text', text: long(76) } })]) },
    ],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => section('x')) }],
  ])('refuses a modal with %s', (_name, part) => {
    const modal = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [section('x')] };
    expect(checkView(modal)).toEqual([]);
    const over = { ...modal, submit: { type: 'plain_text', text: 'Go' }, ...part };
    expect(checkView(over)).not.toEqual([]);
    expect(checkViewThere(over)).not.toEqual([]);
  });
});

const text = fc.string({ maxLength: 5000, size: 'max' });
const block: fc.Arbitrary<KnownBlock> = fc.oneof(
  text.map(section),
  text.map(preformatted),
  text.map((value) => context(value)),
  fc.array(fc.tuple(text, text), { maxLength: 12 }).map(fields),
  text.map((value) => slackImage('F0123456789', value)),
  fc.constant(actions('x', press())),
);
const anyMessage = fc.record({
  text,
  blocks: fc.array(block, { maxLength: 70 }),
  colored: fc.record({ color: fc.constant('#c00'), blocks: fc.array(block, { maxLength: 10 }) }),
});

describe('shortening', () => {
  it('brings any message within the limits', () => {
    fc.assert(
      fc.property(anyMessage, (message) => checkMessage(shorten(message)).length === 0),
      { numRuns: 60, seed: 7 },
    );
  });

  it('leaves a message that fits alone', () => {
    const message = { text: 'fits', blocks: [section('fits')] };
    expect(shorten(message)).toBe(message);
  });

  it('keeps the buttons and says that something is missing', () => {
    const message = { text: 't', blocks: [preformatted(long(20_000)), actions('b', press())] };
    const fitted = blocksOf(shorten(message));
    expect(fitted.map((part) => part.type)).toContain('actions');
    expect(JSON.stringify(fitted)).toContain('Shortened');
  });
});

describe('the forms of a message', () => {
  const message: OutgoingMessage = {
    text: 'Plan P1',
    blocks: [preformatted('ip ospf cost 100 ```<'), slackImage('F0123456789', 'chart'), actions('b', press())],
  };

  it('go from rich to bare and all fit', () => {
    const forms = formsOf(message);
    expect(
      forms.map((form) =>
        blocksOf(form)
          .map((part) => part.type)
          .join(),
      ),
    ).toEqual(['rich_text,image,actions', 'rich_text,actions', 'section,actions', 'section,actions', '']);
    expect(forms.flatMap(checkMessage)).toEqual([]);
  });

  it('can not be broken out of by a fence in the commands', () => {
    const classic = JSON.stringify(formsOf(message)[2]);
    expect(classic.match(/```/g)).toHaveLength(2);
    expect(classic).toContain('&lt;');
  });
});
