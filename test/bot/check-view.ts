import { checkBlocks } from '../../src/bot/check-blocks.ts';
import { checkText, type Node, size } from '../../src/bot/check-texts.ts';
import { limits } from '../../src/bot/limits.ts';

/** What Slack would refuse about a modal or a home tab, each with the place of the fault; empty when it would take it. */
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
