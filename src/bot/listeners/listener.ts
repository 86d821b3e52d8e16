import type { App } from '@slack/bolt';
import type { Store } from '../../store/store.ts';
import type { AnswerPlace, Answers } from '../answers.ts';
import { placeOf } from '../answers.ts';
import type { CommandRunner } from '../commands/runner.ts';
import type { People } from '../people.ts';
import type { ChangesPort, IncidentsPort } from '../ports.ts';
import type { PostedMessages } from '../posted-messages.ts';
import type { SlackAnswer, SlackApi } from '../slack-api.ts';

/** What listeners work with. Each listener file registers its own on the app. */
export interface ListenerDeps {
  app: App;
  api: SlackApi;
  store: Store;
  people: People;
  answers: Answers;
  changes: ChangesPort;
  incidents: IncidentsPort;
  posted: PostedMessages;
  commands: CommandRunner;
  commandName: string;
  /** Brings a message up to date after a click. Nobody waits for it: the next click of this person may need its modal within seconds. */
  refresh: (slot: string) => void;
  publishHome: (user: string) => Promise<void>;
}

/** A click as far as it can be trusted: who pressed, where to answer, and an opaque value to look up. */
export interface Click {
  place: AnswerPlace;
  value: string;
  triggerId: string;
}

/** Registers the handler for one button. */
export function onButton(app: App, actionId: string, handle: (click: Click) => Promise<void>): void {
  app.action(actionId, ({ body, action }) =>
    handle({
      place: placeOf(body),
      value: String((action as SlackAnswer).value ?? ''),
      triggerId: (body as SlackAnswer).trigger_id ?? '',
    }),
  );
}

/** Opens a modal. False when the moment for it has passed: Slack allows three seconds. */
export async function openModal(api: SlackApi, triggerId: string, view: Record<string, unknown>): Promise<boolean> {
  try {
    await api.call('views.open', { trigger_id: triggerId, view });
    return true;
  } catch (thrown) {
    const late = ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id', 'invalid_trigger'];
    if (late.includes((thrown as SlackAnswer)?.data?.error)) return false;
    throw thrown;
  }
}

export const modalTooLate = 'That took me too long and Slack closed the door. Press again.';
