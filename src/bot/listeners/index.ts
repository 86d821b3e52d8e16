import { describeError, isRetryable, NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { registerDigestButtons } from './digest-buttons.ts';
import { registerFeedbackButtons } from './feedback-buttons.ts';
import { registerHome } from './home.ts';
import { registerIncidentButtons } from './incident-buttons.ts';
import type { ListenerDeps } from './listener.ts';
import { registerModelButtons } from './model-buttons.ts';
import { registerPlanButtons } from './plan-buttons.ts';
import { registerQuestionButtons } from './question-buttons.ts';
import { registerRiskButtons } from './risk-buttons.ts';
import { registerRouteButtons } from './route-buttons.ts';
import { registerSilenceButtons } from './silence-buttons.ts';
import { registerUnmatched } from './unmatched.ts';
import { registerWords } from './words.ts';

const trouble = 'Something went wrong on my side and was logged. You can try again: nothing runs twice because of it.';

/** Registers all listeners and the one place where their errors end. What is told to people never holds the error itself. */
export function registerListeners(deps: ListenerDeps, log: Log): void {
  for (const register of [
    registerPlanButtons,
    registerIncidentButtons,
    registerRiskButtons,
    registerDigestButtons,
    registerQuestionButtons,
    registerModelButtons,
    registerRouteButtons,
    registerSilenceButtons,
    registerFeedbackButtons,
    registerWords,
    registerHome,
    registerUnmatched,
  ]) {
    register(deps);
  }
  const handleError = async ({ error, body }: { error: Error; body: SlackAnswer }) => {
    const err = (error as { original?: unknown }).original ?? error;
    // The inbox keeps what was pressed and handles it when the database is back; nobody has to press again.
    if (err instanceof NocturneError && err.code === 'database-unavailable') throw err;
    log.error({ err }, 'a listener failed');
    const text = err instanceof NocturneError && isRetryable(err) ? `${describeError(err)} Please try again.` : trouble;
    if (placeOf(body).user) await deps.answers.tell(placeOf(body), text);
  };
  // The app is built with extendedErrorHandler, which its type for this method does not know of.
  deps.app.error(handleError as never);
}
