import { createAudit } from './audit.ts';
import { createConfigs } from './configs.ts';
import { createDiagnoses } from './diagnoses.ts';
import { createExecutions } from './executions.ts';
import type { FactDamage } from './fact-damage.ts';
import { createFacts } from './facts.ts';
import { createInbox } from './inbox.ts';
import { createIncidents } from './incidents.ts';
import { withStorableTexts } from './json.ts';
import { createOutbox } from './outbox.ts';
import { createPlans } from './plans.ts';
import type { Query } from './query.ts';
import type { Tables } from './store.ts';
import { createVotes } from './votes.ts';

/** All tables over one way to run statements; see {@link createAudit} for the rest. */
export function createTables(
  plainQuery: Query,
  inTransaction: Parameters<typeof createAudit>[1],
  witness: Parameters<typeof createAudit>[2],
  damage: FactDamage,
): Tables {
  const query = withStorableTexts(plainQuery);
  return {
    incidents: createIncidents(query),
    diagnoses: createDiagnoses(query),
    plans: createPlans(query),
    votes: createVotes(query),
    executions: createExecutions(query),
    configs: createConfigs(query),
    outbox: createOutbox(query),
    inbox: createInbox(query),
    audit: createAudit(query, inTransaction, witness),
    facts: createFacts(query, damage),
  };
}
