import type { Core } from '../core.ts';
import type { Fields, View } from '../entities.ts';
import { sendEvent } from '../events.ts';
import { type Filled, missingInputs, stateOf } from '../inputs.ts';
import { interactionHead } from '../interactions.ts';
import { isFields } from '../limits/problem.ts';
import { type ActResult, resultOf } from './act-result.ts';
import { answerSubmission, showModals } from './submissions.ts';

/** Modals and the home tab. */
export interface Viewing {
  /** Submits the top modal, or the one of that id. `values`: by block id and action id, or flat by either. */
  submit(args: { user: string; view_id?: string; values?: Filled }): Promise<ActResult>;
  /** Closes the top modal, or `all` of them; the app hears of it when the view asked for that. */
  closeModal(args: { user: string; all?: boolean }): Promise<ActResult>;
  /** Opens the home tab. Resolves to what is published now; the app hears of it meanwhile. */
  openHome(args: { user: string }): Promise<View | null>;
}

/** `submit` @throws Error when the user has no such modal. */
export function createViewing(core: Core): Viewing {
  const { state } = core;
  return {
    async submit({ user, view_id, values = {} }) {
      const stack = state.modals.get(user) ?? [];
      const view = view_id ? stack.find(({ id }) => id === view_id) : stack.at(-1);
      if (!view) throw new Error(`${user} has no open modal`);
      const filled = stateOf(view.blocks, values);
      core.journal.add({ kind: 'control', what: 'submit', user, callback_id: view.callback_id, values: filled });
      const missing = missingInputs(view.blocks, filled);
      if (Object.keys(missing).length > 0) return { ok: false, error: 'missing_inputs', errors: missing };
      const outcome = await core.deliveries.sendOnce('interactive', {
        ...interactionHead(core, 'view_submission', user),
        trigger_id: core.tickets.issueTrigger(user),
        view: { ...view, state: { values: filled } },
        response_urls: [],
      });
      if (outcome.result !== 'acked') return resultOf(outcome);
      const errors = answerSubmission(core, user, view, isFields(outcome.payload) ? outcome.payload : {});
      return errors ? { ...resultOf(outcome), ok: false, error: 'refused', errors } : resultOf(outcome);
    },
    async closeModal({ user, all = false }) {
      const stack = state.modals.get(user) ?? [];
      showModals(core, user, all ? [] : stack.slice(0, -1));
      let result: ActResult = { ok: true };
      const closed = (all ? stack : stack.slice(-1)).filter((view) => view.notify_on_close);
      for (const view of closed.toReversed()) {
        const head = interactionHead(core, 'view_closed', user);
        result = resultOf(await core.deliveries.sendOnce('interactive', { ...head, view, is_cleared: all }));
      }
      return result;
    },
    async openHome({ user }) {
      const channel = state.openIm(user).id;
      const view = state.homes.get(user);
      const event: Fields = { type: 'app_home_opened', user, channel, tab: 'home', ...(view ? { view } : {}) };
      sendEvent(core, 'app_home_opened', event);
      return view ?? null;
    },
  };
}
