import type { CauseId } from '../../domain/cause.ts';
import { linkAt, type Topology } from '../../domain/device.ts';
import { ruleModelId } from '../../domain/verdict-source.ts';
import { evidenceFact, type KeptEvidence } from '../../incidents/evidence-fact.ts';
import type { FactTable } from '../../store/store.ts';
import { type LeftOut, leaveOut } from '../admit-labels.ts';
import type { KnownLabel } from '../known-labels.ts';

/** An incident whose true cause is known, and what it looked like when its cause was named. Plain JSON. */
export interface Lesson {
  label: KnownLabel;
  evidence: KeptEvidence;
}

/** What a challenger learns from. */
export interface Lessons {
  /** In the order in which their labels became known. */
  lessons: Lesson[];
  leftOut: LeftOut;
}

/** What incidents looked like, by their ids. */
export type EvidenceById = ReadonlyMap<string, KeptEvidence>;

/** What is kept of these incidents. Of what a rule knew for certain no model is asked. One by one: all together may be more than fits into memory. */
export async function readEvidence(facts: Pick<FactTable, 'get'>, ids: Iterable<string>): Promise<EvidenceById> {
  const found = new Map<string, KeptEvidence>();
  for (const id of ids) {
    const kept = await facts.get(evidenceFact, id);
    if (kept && kept.modelId !== ruleModelId) found.set(id, kept);
  }
  return found;
}

/** What named causes when this was kept; where that is not known it is whose verdict it was. */
export const inUseThen = ({ inUse, modelId }: KeptEvidence): string => inUse ?? modelId;

/** The incidents of labels. */
export const incidentsOf = (labels: readonly KnownLabel[]): string[] =>
  labels.flatMap(({ incidentId }) => incidentId ?? []);

/** The labels that teach: those of incidents that are kept as they looked, with a cause that is in the vocabulary. */
export function lessonsOf(
  labels: readonly KnownLabel[],
  evidence: EvidenceById,
  isCause: (id: string) => id is CauseId,
): Lessons {
  const leftOut: LeftOut = {};
  const lessons = labels.flatMap((label): Lesson[] => {
    const seen = label.incidentId === null ? undefined : evidence.get(label.incidentId);
    if (label.cause === 'unknown') leaveOut(leftOut, 'unconfirmed');
    else if (!isCause(label.cause)) leaveOut(leftOut, 'unknownCause');
    else if (!seen) leaveOut(leftOut, 'noEvidence');
    else return [{ label, evidence: seen }];
    return [];
  });
  return { lessons, leftOut };
}

/** The link or the device of a label, for people: `link L4`, `Router-A`, `Router-A eth3`. */
export function nameLabelPlace({ device, interface: port }: KnownLabel, topology: Topology): string {
  const link = port === null ? undefined : linkAt(topology, { device, interface: port });
  if (link) return `link ${link.name}`;
  return port === null ? device : `${device} ${port}`;
}
