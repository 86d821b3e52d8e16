import { z } from 'zod';
import type { LookAhead, Risk, RiskBasis, RiskHold, RiskOutcome } from '../domain/risk.ts';
import { defineFact, measuredNumber, placeShape, word } from '../store/fact-kind.ts';

const riskShape: z.ZodType<Risk> = z.object({
  id: z.string(),
  place: placeShape,
  metric: z.string(),
  limit: z.number(),
  basis: word<RiskBasis>(),
  openedAt: z.number(),
  seenAt: z.number(),
  level: measuredNumber,
  slope: z.number().nullable(),
  since: z.number(),
  expectedAt: z.number(),
  earliestAt: z.number(),
  latestAt: z.number().nullable(),
  until: z.number().nullable(),
  end: z.object({ at: z.number(), how: word<RiskOutcome>() }).nullable(),
});

const lookShape: z.ZodType<LookAhead> = z.object({
  at: z.number(),
  over: z.array(z.object({ place: placeShape, metric: z.string(), level: z.number(), limit: z.number() })),
  more: z.number(),
  gaps: z.array(z.object({ from: z.number(), to: z.number() })),
});

/** What the last whole look found; there is one, of the id `trends`. A damaged one is as if nobody had looked. */
export const lookFact = defineFact({ name: 'look-ahead', value: lookShape, whenDamaged: 'leave-out' });
export const lookId = 'trends';

/** The id is the risk's. A damaged one is as if it had not been seen: what still points to the limit opens another. */
export const riskFact = defineFact({ name: 'risk', value: riskShape, whenDamaged: 'leave-out' });

const said = { by: z.string(), at: z.number() };
const holdShape: z.ZodType<RiskHold> = z.object({
  at: z.number(),
  watcher: z.object(said).nullable(),
  snooze: z.object({ ...said, until: z.number() }).nullable(),
});

/** What people said about a risk, apart from what is measured, so that a click and a look never undo each other. The id is the risk's. */
export const riskHoldFact = defineFact({ name: 'risk-hold', value: holdShape, whenDamaged: 'leave-out' });
