import type { Evidence } from './evidence.ts';

/** A sentence of a diagnosis and the ids of the evidence it rests on. A sentence that cites nothing is dropped before it is stored. */
export interface CitedSentence {
  text: string;
  evidence: string[];
}

/** What the analyst wrote about an incident. `conclusive` is false when the evidence does not carry a cause: a valid answer. */
export interface Diagnosis {
  incidentId: string;
  at: number;
  /** The agents' first look at the incident or a further one, from 1; missing in those of an earlier release. */
  round?: number;
  conclusive: boolean;
  sentences: CitedSentence[];
  evidence: Evidence[];
  /** Which chat model wrote it: "offline" or the model's name. */
  writtenBy: string;
}
