import { buttonRights, formRights } from '../rights.ts';
import type { SlackAnswer } from '../slack-api.ts';
import type { ListenerDeps } from './listener.ts';

/** Whatever nobody else listens to is refused too: an old message may hold a button of an earlier release. */
export function registerUnmatched({ app, door }: ListenerDeps): void {
  app.action(/.*/, async ({ body, action }) => {
    const { action_id: id, url } = action as SlackAnswer;
    if (!Object.hasOwn(buttonRights, id) && !url) await door.refuseUnknown(body, id);
  });
  app.view(/.*/, async ({ body, view }) => {
    if (!Object.hasOwn(formRights, view.callback_id)) await door.refuseUnknown(body, view.callback_id);
  });
  app.shortcut(/.*/, async ({ body }) => door.refuseUnknown(body, body.callback_id));
}
