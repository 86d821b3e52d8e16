import { z } from 'zod';
import type { CauseEvidence } from '../diagnosis/cause-evidence.ts';
import type { CauseId } from '../domain/cause.ts';
import { defineFact, placeShape, word } from '../store/fact-kind.ts';

const metrics = z.array(z.string());

/** What an incident's verdict was made of, as long as its cause came from models or rules that weigh; and whose verdict it was, and which cause it named. */
export interface KeptEvidence extends CauseEvidence {
  modelId: string;
  cause: CauseId;
}

const evidence: z.ZodType<KeptEvidence> = z.object({
  modelId: z.string(),
  cause: word<CauseId>(),
  layout: z.object({ device: metrics, interface: metrics }),
  places: z.array(placeShape.extend({ row: z.array(z.number()), ruledOut: z.array(z.string()) })),
  rules: z.object({ cause: word<CauseId>(), place: placeShape, confidence: z.number() }).nullable().optional(),
  inUse: z.string().optional(),
});

/** The id is the incident's. An incident whose evidence is damaged teaches no cause, and no other model judges it. */
export const evidenceFact = defineFact({ name: 'cause-evidence', value: evidence, whenDamaged: 'leave-out' });
