import type { Digests } from '../digests/digests.ts';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { OncallConfig } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Log } from '../log.ts';
import type { QuestionRuns } from '../questions/question-runs.ts';
import type { Questions } from '../questions/questions.ts';
import type { Store } from '../store/store.ts';
import type { Wait } from './channel-queue.ts';
import type { SlackSettings } from './connection.ts';
import type {
  ChangesPort,
  ChartsPort,
  ClocksPort,
  IncidentsPort,
  LearningPort,
  ModelsPort,
  RoutesPort,
  SendersPort,
  TrainingPort,
} from './ports.ts';
import type { Grant } from './settings.ts';
import type { EnvelopeReceiver } from './socket.ts';

/** What a bot is built from. */
export interface BotDeps {
  slack: SlackSettings;
  store: Store;
  metrics: MetricReader;
  history: HistoryReader;
  topology: () => Topology;
  charts: ChartsPort;
  changes: ChangesPort;
  incidents: IncidentsPort;
  models: ModelsPort;
  /** Devices whose clock is wrong. */
  clocks?: ClocksPort;
  senders?: SendersPort;
  silences: Silences;
  /** Left out where none is made. */
  digests?: Digests;
  /** Left out where nobody may ask the history, such as in a replay. */
  questions?: Questions;
  questionRuns?: QuestionRuns;
  oncall: OncallConfig;
  training: TrainingPort;
  /** Left out where nothing is learned by itself, such as in a replay. */
  learning?: LearningPort;
  /** Left out where no device can be asked, such as in a replay. */
  routes?: RoutesPort;
  /** Called when somebody gave a label; never throws. Left out where nothing is learned by itself. */
  onLabelled?: () => Promise<void>;
  /** User groups that policy or grants name, as ids or handles: only these are resolved for a person. */
  groups: () => string[];
  grants: Grant[];
  /** Name or id of the channel that is told of break-glass. */
  secondChannel?: string | null;
  clock: Clock;
  newId: NewId;
  log: Log;
  commandName?: string;
  silentAfterMs?: number;
  /** How often the outbox is looked at. */
  projectEveryMs?: number;
  wait?: Wait;
  fetch?: typeof fetch;
  /** Takes the place of Socket Mode or HTTP. */
  receiver?: EnvelopeReceiver;
}
