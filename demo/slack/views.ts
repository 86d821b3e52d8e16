import type { Core } from './core.ts';
import { text } from './core.ts';
import type { Block, Fields, View } from './entities.ts';
import { withBlockIds } from './messages.ts';

/** The view object that Slack makes of what an app sends; `stack` is what lies below it. */
export function buildView(core: Core, content: unknown, stack: View[]): View {
  const given = content as Fields;
  const id = core.ids.next('V');
  const below = stack.at(-1);
  return {
    id,
    team_id: core.state.team.id,
    app_id: core.app.appId,
    bot_id: core.app.botId,
    type: given.type === 'home' ? 'home' : 'modal',
    callback_id: text(given.callback_id),
    external_id: text(given.external_id),
    private_metadata: text(given.private_metadata),
    ...(given.title ? { title: given.title as Fields } : {}),
    close: (given.close as Fields | undefined) ?? null,
    submit: (given.submit as Fields | undefined) ?? null,
    blocks: withBlockIds(given.blocks as Block[], core),
    state: { values: {} },
    hash: `${Math.floor(core.clock() / 1000)}.${core.ids.next('').toLowerCase()}`,
    clear_on_close: given.clear_on_close === true,
    notify_on_close: given.notify_on_close === true,
    root_view_id: below?.root_view_id ?? id,
    previous_view_id: below?.id ?? null,
  };
}
