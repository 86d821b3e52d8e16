import { z } from 'zod';
import { defineFact } from '../store/fact-kind.ts';

/**
 * What an end of a link said of its OSPF cost. `carries`: the cost in use, 65535 while the device withdraws itself with the maximum metric.
 * `none`: the device answered, and OSPF does not use the link there. `unread`: nobody knows. `why` is a clause for people.
 */
const reading = z.discriminatedUnion('state', [
  z.object({ state: z.literal('carries'), cost: z.number() }),
  z.object({ state: z.literal('none'), why: z.string() }),
  z.object({ state: z.literal('unread'), why: z.string() }),
]);

export type CostReading = z.output<typeof reading>;

/** The id is the place in words: `Router-A eth1`. `at`: when it was read, milliseconds since 1970. A damaged one is read anew. */
export const costFact = defineFact({
  name: 'ospf-cost',
  value: z.object({ at: z.number(), reading }),
  whenDamaged: 'leave-out',
});
