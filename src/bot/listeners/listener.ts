import type { App } from '@slack/bolt';
import type { Digests } from '../../digests/digests.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { IncidentLabels } from '../../incidents/labels.ts';
import type { Silences } from '../../incidents/silences.ts';
import type { QuestionRuns } from '../../questions/question-runs.ts';
import type { Risks } from '../../risks/risks.ts';
import type { Store } from '../../store/store.ts';
import type { Answers } from '../answers.ts';
import type { CommandRunner } from '../commands/runner.ts';
import type { Door } from '../door.ts';
import type { ChangesPort, IncidentsPort, ModelsPort } from '../ports.ts';
import type { PostedMessages } from '../posted-messages.ts';
import type { SilenceDrafts } from '../silence-drafts.ts';
import type { SlackAnswer, SlackApi } from '../slack-api.ts';

/** What listeners work with. Each listener file registers its own on the app. */
export interface ListenerDeps {
  app: App;
  door: Door;
  api: SlackApi;
  store: Store;
  answers: Answers;
  changes: ChangesPort;
  incidents: IncidentsPort;
  silences: Silences;
  digests: Pick<Digests, 'mention'>;
  questionRuns: Pick<QuestionRuns, 'stop'>;
  risks: Pick<Risks, 'watch' | 'snooze'>;
  drafts: SilenceDrafts;
  labels: IncidentLabels;
  /** Tells that a label came; never throws. */
  labelled: () => Promise<void>;
  models: Pick<ModelsPort, 'useFormer'>;
  topology: () => Topology;
  clock: Clock;
  posted: PostedMessages;
  commands: CommandRunner;
  commandName: string;
  /** Brings a message up to date after a click. Nobody waits for it: the next click of this person may need its modal within seconds. */
  refresh: (slot: string) => void;
  publishHome: (user: string) => Promise<void>;
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

export const modalTooLate = 'Slack timed out before the form could open. Please press the button again.';
