import { type Answer, type ApiMethod, type Args, type Core, type Refusal, refuse, text } from '../core.ts';
import type { View } from '../entities.ts';
import { checkView } from '../limits/check-blocks.ts';
import { refuseBlocks } from '../messages.ts';
import { buildView } from '../views.ts';

/** Modals and App Home: https://docs.slack.dev/reference/methods?family=views */
export const viewMethods: Record<string, ApiMethod> = {
  'views.open': (args, core) => openView(args, core, { onTop: false }),
  'views.push': (args, core) => openView(args, core, { onTop: true }),
  'views.update': update,
  'views.publish': publish,
};

const maxStack = 3;

function openView(args: Args, core: Core, { onTop }: { onTop: boolean }): Answer | Refusal {
  const refusal = refuseView(args.view, core);
  if (refusal) return refusal;
  const trigger = core.tickets.redeemTrigger(args.trigger_id);
  if ('error' in trigger) return refuse(trigger.error);
  const stack = core.state.modals.get(trigger.user) ?? [];
  if (onTop && stack.length === 0) return refuse('not_found');
  if (stack.length >= maxStack) return refuse('push_limit_reached');
  const view = buildView(core, args.view, stack);
  core.state.modals.set(trigger.user, [...stack, view]);
  core.state.emit({ kind: 'modals', user: trigger.user, views: [...stack, view] });
  return { ok: true, view };
}

/** Why Slack would not take this view, or undefined. */
export function refuseView(view: unknown, core: Core, replaced?: View): Refusal | undefined {
  const problems = checkView(view);
  if (problems.length > 0) return refuseBlocks(problems, 'invalid_arguments');
  if (JSON.stringify(view).length > 250_000) return refuse('view_too_large');
  const externalId = text((view as Args).external_id);
  if (!externalId || externalId === replaced?.external_id) return undefined;
  const isTaken = [...core.state.modals.values()].flat().some((other) => other.external_id === externalId);
  return isTaken ? refuse('duplicate_external_id') : undefined;
}

function update(args: Args, core: Core): Answer | Refusal {
  const wanted = (view: View) => (args.view_id ? view.id === args.view_id : view.external_id === args.external_id);
  const open = [...core.state.modals].find(([, stack]) => stack.some(wanted));
  const home = [...core.state.homes].find(([, view]) => args.view_id && view.id === args.view_id);
  const view = open?.[1].find(wanted) ?? home?.[1];
  if (!view) return refuse('not_found');
  const refusal = refuseView(args.view, core, view);
  if (refusal) return refusal;
  if (args.hash && args.hash !== view.hash) return refuse('hash_conflict');
  replaceView(core, view, args.view);
  if (open) core.state.emit({ kind: 'modals', user: open[0], views: open[1] });
  else if (home) core.state.emit({ kind: 'home', user: home[0], view });
  return { ok: true, view };
}

/** Gives an open view new content; its id and its place in the stack stay. */
export function replaceView(core: Core, view: View, content: unknown): void {
  const next = buildView(core, content, []);
  const { id, root_view_id, previous_view_id } = view;
  Object.assign(view, next, { id, root_view_id, previous_view_id });
}

function publish(args: Args, core: Core): Answer | Refusal {
  const user = text(args.user_id);
  if (!core.state.users.has(user)) return refuse('user_not_found');
  const refusal = refuseView(args.view, core);
  if (refusal) return refusal;
  const known = core.state.homes.get(user);
  if (args.hash && known && args.hash !== known.hash) return refuse('hash_conflict');
  const view = buildView(core, args.view, []);
  if (known) Object.assign(view, { id: known.id, root_view_id: known.id });
  core.state.homes.set(user, view);
  core.state.emit({ kind: 'home', user, view });
  return { ok: true, view };
}
