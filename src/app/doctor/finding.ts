import { describeError, NocturneError } from '../../errors.ts';

/** One line of the doctor. A "note" is no problem and still worth knowing. `todo` says what the operator should do. */
export interface Finding {
  subject: string;
  state: 'ok' | 'note' | 'problem';
  says: string;
  todo: string | null;
}

export const ok = (subject: string, says: string): Finding => ({ subject, state: 'ok', says, todo: null });
export const note = (subject: string, says: string, todo: string | null = null): Finding => ({
  ...{ subject, state: 'note', says, todo },
});
export const problem = (subject: string, says: string, todo: string | null): Finding => ({
  ...{ subject, state: 'problem', says, todo },
});

/** What was thrown, as a finding. */
export function thrownProblem(subject: string, thrown: unknown, todo: string | null = null): Finding {
  const isCoded = thrown instanceof NocturneError;
  return problem(subject, isCoded ? thrown.message : describeError(thrown), (isCoded && thrown.hint) || todo);
}
