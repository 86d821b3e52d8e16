/**
 * The one error type of the product. `code` is stable and can be searched for; `retryable` is set where it is known whether another try
 * can succeed, and read in one place; `hint` says what the operator should do.
 */
export class NocturneError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly hint: string | undefined;
  readonly detail: Record<string, unknown>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; hint?: string; detail?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NocturneError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.hint = options.hint;
    this.detail = options.detail ?? {};
  }
}

/** The text of anything that was thrown, with the hint of a {@link NocturneError}. */
export function describeError(thrown: unknown): string {
  if (thrown instanceof NocturneError) return thrown.hint ? `${thrown.message} (${thrown.hint})` : thrown.message;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether another try can succeed. Unknown errors can not: a blind repeat of a change is worse than a stop. */
export function isRetryable(thrown: unknown): boolean {
  return thrown instanceof NocturneError && thrown.retryable;
}
