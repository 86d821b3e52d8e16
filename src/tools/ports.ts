import type { ConfigChanges } from '../changes/config-history.ts';
import type { PlaybookOption } from '../changes/options.ts';
import type { CauseId } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { Anomaly, Incident, Verdict } from '../domain/incident.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Place } from '../domain/place.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { Fact } from '../network/vendor.ts';
import type { Recommendation } from '../routes/recommendation.ts';

/** A read-only command of the typed catalogue. `parameters` are the names that it takes, such as "interface". */
export interface ShowCommand {
  id: string;
  purpose: string;
  parameters: string[];
}

/** "refused": the catalogue or the guard does not allow it. "failed": the device did not answer. "no-data": it answered, but held no fact. */
export type ShowResult =
  | { outcome: 'ok'; facts: Fact[] }
  | { outcome: 'no-data' | 'refused' | 'failed'; reason: string };

export type ProposeResult =
  | { outcome: 'ok'; planId: string }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'escalate'; reason: string };

/** Everything that the tools reach. The composition root fills it with the real rooms, tests with plain objects. */
export interface ToolPorts {
  /** The incident and the anomalies that made it, oldest first; null when there is no such incident. */
  getIncident(incidentId: string): Promise<{ incident: Incident; anomalies: Anomaly[] } | null>;
  /** The last minutes, in memory. */
  metrics: MetricReader;
  /** Days and months. */
  history: HistoryReader;
  /** The models that were promoted, of every kind. */
  models: ModelsInUse;
  topology(): Topology;
  /** What the models say now; null when they can't say anything. */
  classify(incidentId: string): Promise<Verdict | null>;
  /** The read-only catalogue of this device; empty for a device that is unknown or can't be reached by policy. */
  showCommands(device: string): ShowCommand[];
  /** Runs one catalogue command in a read-only session. */
  show(request: { incidentId: string; device: string; command: string; parameters: Parameters }): Promise<ShowResult>;
  /** Which way the traffic of a pair takes, and which is recommended; or a sentence that says why nothing can be said. */
  recommendRoute(pair: { from: string; to: string }): Promise<Recommendation | { problem: string }>;
  /** What became of a device's configuration since then; milliseconds since 1970. */
  configChanges(device: string, since: number): Promise<ConfigChanges>;
  listPlaybooks(request: { incidentId: string; cause: CauseId; place: Place }): Promise<PlaybookOption[]>;
  /**
   * Writes a pending plan. `key` is derived from the incident, the playbook and the parameters: a second request with the same key must
   * answer with the same plan, because a process may die between the write and the answer.
   */
  proposePlan(request: {
    incidentId: string;
    playbook: string;
    parameters: Parameters;
    key: string;
  }): Promise<ProposeResult>;
  /** The plan of this incident that is not final yet, or null. */
  openPlan(incidentId: string): Promise<{ planId: string; playbook: string } | null>;
}
