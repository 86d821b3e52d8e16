import { blocksOf, type OutgoingMessage } from './message.ts';

/**
 * Slack's limits, from https://docs.slack.dev/reference/block-kit/blocks and .../views. Messages over about 13,000 characters were refused
 * although each block was legal, so the sum stays under 12,000.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageCharacters: 12_000,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  header: 150,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  id: 255,
  options: 100,
  richTextParts: 255,
  confirmText: 300,
  modalTitle: 24,
  privateMetadata: 3000,
  altText: 2000,
  contextActions: 5,
  optionText: 75,
  optionValue: 150,
  radioButtons: 10,
} as const;

type Node = Record<string, unknown>;

/** What Slack would refuse about a message, each with the place of the fault; empty when it would take it. */
export function checkMessage(message: OutgoingMessage): string[] {
  const blocks = blocksOf(message).map((block): Node => ({ ...block }));
  const problems = [
    ...size('text', message.text, 1, limits.messageCharacters),
    ...checkBlocks(blocks, limits.messageBlocks, 'message'),
  ];
  const sum = message.text.length + characters(blocks);
  if (sum > limits.messageCharacters) problems.push(`message: ${sum} characters, at most ${limits.messageCharacters}`);
  return problems;
}

/** The same for a modal or a home tab. */
export function checkView(view: Node): string[] {
  const problems = checkBlocks((view.blocks ?? []) as Node[], limits.viewBlocks, String(view.type));
  if (view.type === 'modal') problems.push(...checkText('title', view.title, limits.modalTitle, 'plain_text'));
  for (const name of ['submit', 'close']) {
    if (view[name]) problems.push(...checkText(name, view[name], limits.modalTitle, 'plain_text'));
  }
  problems.push(...size('callback_id', view.callback_id ?? '', 0, limits.id));
  problems.push(...size('private_metadata', view.private_metadata ?? '', 0, limits.privateMetadata));
  return problems;
}

function checkBlocks(blocks: Node[], most: number, where: string): string[] {
  const problems = blocks.length > most ? [`${where}: ${blocks.length} blocks, at most ${most}`] : [];
  const ids = blocks.flatMap((block) => (block.block_id ? [block.block_id] : []));
  if (new Set(ids).size < ids.length) problems.push(`${where}: a block_id is used twice`);
  for (const [index, block] of blocks.entries()) {
    const place = `${where}.blocks[${index}] (${block.type})`;
    const check = blockRules[String(block.type)];
    problems.push(...size(`${place}.block_id`, block.block_id ?? '', 0, limits.id));
    problems.push(...(check ? check(block, place) : [`${place}: unknown block type`]));
  }
  return problems;
}

const blockRules: Record<string, (block: Node, place: string) => string[]> = {
  divider: () => [],
  section(block, place) {
    const fields = block.fields as Node[] | undefined;
    if (!block.text && !fields?.length) return [`${place}: neither text nor fields`];
    return [
      ...(block.text ? checkText(`${place}.text`, block.text, limits.sectionText) : []),
      ...(fields ? amount(`${place}.fields`, fields, 1, limits.fields) : []),
      ...(fields ?? []).flatMap((field, i) => checkText(`${place}.fields[${i}]`, field, limits.fieldText)),
      ...(block.accessory ? checkElement(`${place}.accessory`, block.accessory as Node) : []),
    ];
  },
  header: (block, place) => checkText(`${place}.text`, block.text, limits.header, 'plain_text'),
  context(block, place) {
    const elements = (block.elements ?? []) as Node[];
    return [
      ...amount(`${place}.elements`, elements, 1, limits.contextElements),
      ...elements.flatMap((element, i) => checkText(`${place}.elements[${i}]`, element, limits.fieldText)),
    ];
  },
  actions(block, place) {
    const elements = (block.elements ?? []) as Node[];
    return [
      ...amount(`${place}.elements`, elements, 1, limits.actions),
      ...elements.flatMap((element, i) => checkElement(`${place}.elements[${i}]`, element)),
    ];
  },
  context_actions(block, place) {
    const elements = (block.elements ?? []) as Node[];
    return [
      ...amount(`${place}.elements`, elements, 1, limits.contextActions),
      ...elements.flatMap((element, i) => checkFeedback(`${place}.elements[${i}]`, element)),
    ];
  },
  image(block, place) {
    const file = (block.slack_file as Node | undefined)?.id;
    const problems = size(`${place}.alt_text`, block.alt_text ?? '', 1, limits.altText);
    if (!block.image_url && !/^F[A-Z0-9]{8,}$/.test(String(file))) problems.push(`${place}: no image`);
    return problems;
  },
  rich_text(block, place) {
    const elements = (block.elements ?? []) as Node[];
    return [
      ...amount(`${place}.elements`, elements, 1, limits.richTextParts),
      ...elements.flatMap((element, i) => checkRichText(`${place}.elements[${i}]`, element)),
    ];
  },
  input(block, place) {
    const element = (block.element ?? {}) as Node;
    return [
      ...checkText(`${place}.label`, block.label, limits.fieldText, 'plain_text'),
      ...size(`${place}.element.action_id`, element.action_id ?? '', 0, limits.id),
      ...(element.type ? [] : [`${place}: no element`]),
      ...checkOptions(`${place}.element`, element),
    ];
  },
};

function checkRichText(place: string, element: Node): string[] {
  const parts = (element.elements ?? []) as Node[];
  return [
    ...amount(`${place}.elements`, parts, 1, Number.POSITIVE_INFINITY),
    ...parts.flatMap((part, i) =>
      part.type === 'text' ? size(`${place}.elements[${i}].text`, part.text, 1, limits.messageCharacters) : [],
    ),
  ];
}

function checkFeedback(place: string, element: Node): string[] {
  if (element.type !== 'feedback_buttons') return [`${place}: unknown element ${element.type}`];
  return ['positive_button', 'negative_button'].flatMap((name) => {
    const face = (element[name] ?? {}) as Node;
    return [
      ...checkText(`${place}.${name}.text`, face.text, limits.buttonText, 'plain_text'),
      ...size(`${place}.${name}.value`, face.value, 1, limits.buttonValue),
    ];
  });
}

function checkOptions(place: string, element: Node): string[] {
  if (!Array.isArray(element.options)) return [];
  const options = element.options as Node[];
  return [
    ...amount(`${place}.options`, options, 1, element.type === 'radio_buttons' ? limits.radioButtons : limits.options),
    ...options.flatMap((option, i) => [
      ...checkText(`${place}.options[${i}].text`, option.text, limits.optionText),
      ...size(`${place}.options[${i}].value`, option.value, 1, limits.optionValue),
      ...(option.description
        ? checkText(`${place}.options[${i}].description`, option.description, limits.optionText)
        : []),
    ]),
  ];
}

function checkElement(place: string, element: Node): string[] {
  if (element.type !== 'button') return [`${place}: unknown element ${element.type}`];
  const confirm = element.confirm as Node | undefined;
  return [
    ...checkText(`${place}.text`, element.text, limits.buttonText, 'plain_text'),
    ...size(`${place}.action_id`, element.action_id, 1, limits.id),
    ...size(`${place}.value`, element.value ?? '', 0, limits.buttonValue),
    ...(confirm ? checkConfirm(`${place}.confirm`, confirm) : []),
  ];
}

function checkConfirm(place: string, confirm: Node): string[] {
  return [
    ...checkText(`${place}.title`, confirm.title, 100, 'plain_text'),
    ...checkText(`${place}.text`, confirm.text, limits.confirmText),
    ...checkText(`${place}.confirm`, confirm.confirm, 30, 'plain_text'),
    ...checkText(`${place}.deny`, confirm.deny, 30, 'plain_text'),
  ];
}

function checkText(place: string, text: unknown, most: number, kind?: 'plain_text'): string[] {
  const { type, text: value } = (text ?? {}) as { type?: string; text?: unknown };
  if (type !== 'plain_text' && (kind || type !== 'mrkdwn')) return [`${place}: not a ${kind ?? 'text object'}`];
  return size(place, value, 1, most);
}

function size(place: string, value: unknown, least: number, most: number): string[] {
  if (typeof value !== 'string') return [`${place}: not a string`];
  if (value.length < least) return [`${place}: empty`];
  return value.length > most ? [`${place}: ${value.length} characters, at most ${most}`] : [];
}

function amount(place: string, list: unknown[], least: number, most: number): string[] {
  if (list.length < least) return [`${place}: empty`];
  return list.length > most ? [`${place}: ${list.length}, at most ${most}`] : [];
}

/** Characters that a reader could see, ids and values of buttons left out. */
export function characters(node: unknown): number {
  if (Array.isArray(node)) return node.reduce((sum: number, part) => sum + characters(part), 0);
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce((sum, [key, value]) => {
    if (typeof value === 'string') return sum + (key === 'text' || key === 'alt_text' ? value.length : 0);
    return sum + characters(value);
  }, 0);
}
