import { z } from 'zod';
import type { Anomaly } from '../domain/incident.ts';
import { defineFact, measuredNumber, placeShape } from '../store/fact-kind.ts';

const anomaly: z.ZodType<Anomaly> = z.object({
  at: z.number(),
  place: placeShape,
  score: measuredNumber,
  metrics: z.array(
    z.object({
      ...{ metric: z.string(), value: measuredNumber, expected: measuredNumber, deviation: measuredNumber },
      limit: z.number().optional(),
    }),
  ),
  detector: z.string(),
});

/** The latest anomalies of an incident, whose id is the fact's. An incident can be told of without them. */
export const anomaliesFact = defineFact({
  name: 'incident-anomalies',
  value: z.array(anomaly),
  whenDamaged: 'leave-out',
});
