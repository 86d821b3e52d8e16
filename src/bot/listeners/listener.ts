import type { App } from '@slack/bolt';
import type { Clock } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { Person } from '../../domain/person.ts';
import type { IncidentLabels } from '../../incidents/labels.ts';
import type { Silences } from '../../incidents/silences.ts';
import type { Store } from '../../store/store.ts';
import type { AnswerPlace, Answers } from '../answers.ts';
import { placeOf } from '../answers.ts';
import type { CommandRunner } from '../commands/runner.ts';
import type { People } from '../people.ts';
import type { ChangesPort, Grant, IncidentsPort } from '../ports.ts';
import type { PostedMessages } from '../posted-messages.ts';
import type { SilenceDrafts } from '../silence-drafts.ts';
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
  silences: Silences;
  drafts: SilenceDrafts;
  labels: IncidentLabels;
  topology: () => Topology;
  grants: Grant[];
  clock: Clock;
  posted: PostedMessages;
  commands: CommandRunner;
  commandName: string;
  /** Brings a message up to date after a click. Nobody waits for it: the next click of this person may need its modal within seconds. */
  refresh: (slot: string) => void;
  publishHome: (user: string) => Promise<void>;
  /** Builds the home tab anew after something that was done on it. */
  changed: (done: { user: string; isHome: boolean }) => Promise<void>;
}

/** A click as far as it can be trusted: who pressed, where to answer, and an opaque value to look up. */
export interface Click {
  place: AnswerPlace;
  value: string;
  triggerId: string;
}

/** Registers the handler for one button, which may stand in a message or on the home tab. */
export function onButton(
  deps: Pick<ListenerDeps, 'app' | 'changed'>,
  actionId: string,
  handle: (click: Click) => Promise<void>,
): void {
  deps.app.action(actionId, async ({ body, action }) => {
    const place = placeOf(body);
    const { trigger_id: triggerId = '', view } = body as SlackAnswer;
    await handle({ place, value: String((action as SlackAnswer).value ?? ''), triggerId });
    await deps.changed({ user: place.user, isHome: view?.type === 'home' });
  });
}

/** What whoever belongs to the workspace may do; undefined when this person may. Nothing is sent to a device by it. */
export function memberRefusal({ isBot, deleted, foreign, restricted }: Person): string | undefined {
  if (isBot || deleted || foreign) return 'Only people of this workspace can do this.';
  return restricted ? 'Guests can not do this.' : undefined;
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
