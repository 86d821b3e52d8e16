import type { Digests } from '../../digests/digests.ts';
import type { Clock, NewId } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import type { Person } from '../../domain/person.ts';
import type { OncallConfig } from '../../incidents/oncall.ts';
import type { Silences } from '../../incidents/silences.ts';
import type { QuestionRuns } from '../../questions/question-runs.ts';
import type { Questions } from '../../questions/questions.ts';
import type { Risks } from '../../risks/risks.ts';
import type { Store } from '../../store/store.ts';
import type { OutgoingMessage } from '../message.ts';
import type { PicturesPort } from '../pictures.ts';
import type {
  ChangesPort,
  ClocksPort,
  LearningPort,
  ModelsPort,
  RoutesPort,
  SendersPort,
  TrainingPort,
} from '../ports.ts';
import { escapeEntities } from '../text.ts';

/** What commands read from. */
export interface CommandPorts {
  store: Store;
  metrics: MetricReader;
  history: HistoryReader;
  topology: () => Topology;
  changes: ChangesPort;
  models: ModelsPort;
  pictures: PicturesPort;
  clocks?: ClocksPort;
  senders?: SendersPort;
  silences: Silences;
  risks: Risks;
  digests: Digests;
  questions: Questions;
  questionRuns: Pick<QuestionRuns, 'begin'>;
  oncall: OncallConfig;
  training: TrainingPort;
  learning?: LearningPort;
  /** Left out where no device can be asked, such as in a replay. */
  routes?: RoutesPort;
  newId: NewId;
  clock: Clock;
  /** `/noc`, for usage lines. */
  commandName: string;
  /** A device that sent nothing for so long counts as silent. */
  silentAfterMs: number;
}

/** One word after the command's name. Every command is one file in this folder and one line in `index.ts`. */
export interface Command {
  name: string;
  /** What follows the name, for example `<device>`; empty when nothing does. */
  parameters: string;
  /** One line for help. */
  summary: string;
  /** A call that works, without the command's name: `device Router-A`. */
  example: string;
  /** `change` commands need a grant, `read` commands are open to the people of the workspace. */
  effect: 'read' | 'change';
  /** Calls of a `change` command that only read, such as a list: they need no grant. */
  onlyReads?(args: string[]): boolean;
  /** The answer, or `usage` when the arguments make no sense. An answer is a value also when something is not found. */
  run(
    call: { args: string[]; person: Person; channel: string },
    ports: CommandPorts,
  ): Promise<OutgoingMessage | 'usage'>;
}

/** How a command is called, as mrkdwn: `/noc device &lt;name&gt;`. */
export function usageOf({ name, parameters }: Command, commandName: string): string {
  return escapeEntities(`${commandName} ${name} ${parameters}`.trim());
}
