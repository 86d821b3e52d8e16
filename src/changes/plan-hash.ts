import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { PlanContent } from '../domain/plan.ts';

/** SHA-256 over the canonical JSON of everything that an approval binds. Any other content has another hash. */
export function planHash(content: PlanContent): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
