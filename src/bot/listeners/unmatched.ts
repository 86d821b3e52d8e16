import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import type { ListenerDeps } from './listener.ts';

const knownActions = new Set<string>(Object.values(actionIds));
const knownModals = new Set<string>(Object.values(modalIds));
const unknown = 'I do not know this button any more. Type the command `help` to see what I can do.';

/** Whatever nobody else listens to is answered too: an old message may hold a button of an earlier release. */
export function registerUnmatched({ app, answers }: ListenerDeps): void {
  app.action(/.*/, async ({ body, action }) => {
    const { action_id: id, url } = action as SlackAnswer;
    if (!knownActions.has(id) && !url) await answers.tell(placeOf(body), unknown);
  });
  app.view(/.*/, async ({ body, view }) => {
    if (!knownModals.has(view.callback_id)) await answers.tell(placeOf(body), unknown);
  });
  app.shortcut(/.*/, async ({ body }) => answers.tell(placeOf(body), unknown));
}
