import { checkElement, checkFeedback, checkOptions, checkRichText } from './check-elements.ts';
import { amount, checkText, type Node, size } from './check-texts.ts';
import { limits } from './limits.ts';

/** What Slack would refuse about the blocks of a message or view, each with the place of the fault. */
export function checkBlocks(blocks: Node[], most: number, where: string): string[] {
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
