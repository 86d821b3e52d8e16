import type { Core } from '../core.ts';
import type { Fields, View } from '../entities.ts';
import { buildView } from '../views.ts';
import { refuseView, replaceView } from '../web-api/views.ts';

/** Sets a user's stack of modals and shows it. */
export function showModals(core: Core, user: string, views: View[]): void {
  if (views.length > 0) core.state.modals.set(user, views);
  else core.state.modals.delete(user);
  core.state.emit({ kind: 'modals', user, views });
}

/**
 * Does what the app answered to a submitted view: errors, update, push, clear, or (by default) close.
 * Returns what to show under the inputs when the app refused.
 */
export function answerSubmission(
  core: Core,
  user: string,
  view: View,
  payload: Fields,
): Record<string, string> | undefined {
  const stack = core.state.modals.get(user) ?? [];
  if (payload.response_action === 'errors') return payload.errors as Record<string, string>;
  if (payload.response_action === 'clear') showModals(core, user, []);
  else if (payload.response_action === 'update' || payload.response_action === 'push') {
    return changeStack(core, user, view, payload);
  } else showModals(core, user, stack.slice(0, stack.indexOf(view)));
  return undefined;
}

function changeStack(core: Core, user: string, view: View, payload: Fields): Record<string, string> | undefined {
  const stack = core.state.modals.get(user) ?? [];
  const refusal = refuseView(payload.view, core, view);
  if (refusal) {
    const text = `The app's answer was refused: ${refusal.error} ${JSON.stringify(refusal.errors ?? '')}`;
    core.state.emit({ kind: 'notice', user, level: 'error', text });
    return {};
  }
  if (payload.response_action === 'update') {
    replaceView(core, view, payload.view);
    showModals(core, user, stack);
  } else showModals(core, user, [...stack, buildView(core, payload.view, stack)]);
  return undefined;
}
