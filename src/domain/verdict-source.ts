import type { Verdict } from './incident.ts';

/** What is certain by rule, such as an interface that is down, stands under this name where the verdicts of a model have its id. */
export const ruleModelId = 'rule';

/** So do causes that rules name by how far measured values are from usual, or over a limit: they are as likely as they say. */
export const rulesModelId = 'rules';

type Source = Pick<Verdict, 'modelId'>;

/** The beginning of a sentence that says who names a cause. */
export function whoNames({ modelId }: Source): string {
  if (modelId === ruleModelId) return 'A rule names';
  return modelId === rulesModelId ? 'Rules name' : 'The models name';
}

/** Behind a confidence, who has it, where that is no model: ` by rules`. */
export function byWhom({ modelId }: Source): string {
  if (modelId === ruleModelId) return ' by a rule';
  return modelId === rulesModelId ? ' by rules' : '';
}
