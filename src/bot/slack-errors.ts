import { NocturneError } from '../errors.ts';

/** The `error` of an answer with `ok: false`, for example `channel_not_found`; undefined for other failures. */
export function slackErrorOf(thrown: unknown): string | undefined {
  const { code, data } = (thrown ?? {}) as { code?: string; data?: { error?: string } };
  return code === 'slack_webapi_platform_error' ? data?.error : undefined;
}

/** Seconds that Slack asks to wait, of a 429; otherwise undefined. */
export function retryAfterOf(thrown: unknown): number | undefined {
  const { code, retryAfter } = (thrown ?? {}) as { code?: string; retryAfter?: number };
  return code === 'slack_webapi_rate_limited_error' ? (retryAfter ?? 1) : undefined;
}

/** True when nobody knows whether Slack carried out the call: no answer, or a server error. */
export function isUncertain(thrown: unknown): boolean {
  const { code, statusCode } = (thrown ?? {}) as { code?: string; statusCode?: number };
  if (code === 'slack_webapi_request_error') return true;
  if (code === 'slack_webapi_http_error') return (statusCode ?? 500) >= 500;
  return ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(
    slackErrorOf(thrown) ?? '',
  );
}

const hints: Record<string, string> = {
  not_in_channel: 'invite the app to the channel: /invite @nocturne',
  channel_not_found: 'check the channel in the configuration; a private channel must invite the app first',
  is_archived: 'the channel is archived: choose another one in the configuration',
  invalid_auth: 'check SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…)',
  not_authed: 'set SLACK_BOT_TOKEN (xoxb-…)',
  account_inactive: 'the app was removed from the workspace: install it again',
  token_revoked: 'the app was removed from the workspace: install it again',
  missing_scope: 'compare the scopes of the app with manifest.json and install it again',
};

/** Errors that only an operator can end. They are tried again, slowly, so that nothing has to be restarted afterwards. */
export function isMisconfigured(thrown: unknown): boolean {
  return Object.hasOwn(hints, slackErrorOf(thrown) ?? '');
}

/** What an operator should read about a failed call. */
export function describeSlackError(method: string, thrown: unknown): NocturneError {
  const error = slackErrorOf(thrown);
  return new NocturneError(
    error ? `slack-${error}` : 'slack-unreachable',
    error ? `Slack refused ${method}: ${error}` : `Slack did not answer ${method}: ${(thrown as Error)?.message}`,
    { retryable: !error, hint: error ? hints[error] : 'check the network and the API address', cause: thrown },
  );
}
