import { describeError, NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { plainLine } from '../../tools/plain-line.ts';
import { type CircuitBreaker, createRestingError, type Leave } from './circuit-breaker.ts';
import { createOptionalParameters, type OptionalParameters } from './optional-parameters.ts';
import { answerLimits, readAnswer } from './read-answer.ts';

/** Refusals that are about one request: the endpoint itself works. */
const aboutTheRequest = [400, 413, 422];
const mostTries = 4;

export interface EndpointFetchOptions {
  /** For one answer, from the request to its last byte, whatever was tried for it. */
  timeoutMs: number;
  breaker: CircuitBreaker;
  log?: Log | undefined;
}

/**
 * The `fetch` of the OpenAI client. What it hands on is bounded in bytes, time and calls, and holds nothing that was not checked. Throws
 * `model-endpoint-resting`, `model-endpoint-failed`, `model-request-refused` or `model-answer-unreadable`, each with a message that may be
 * shown: the endpoint's own words go to the log only.
 */
export function createEndpointFetch({ timeoutMs, breaker, log }: EndpointFetchOptions): typeof fetch {
  const parameters = createOptionalParameters();
  return async (url, init) => {
    const leave = breaker.enter();
    const signals = [AbortSignal.timeout(timeoutMs), leave.signal, ...(init?.signal ? [init.signal] : [])];
    const signal = AbortSignal.any(signals);
    try {
      const { completion, cut } = readAnswer(await ask(url, { ...init, signal, redirect: 'manual' }, parameters, log));
      leave.worked();
      if (cut.toolCalls + cut.characters > 0) log?.warn(cut, 'answer of the language model cut');
      return Response.json(completion);
    } catch (thrown) {
      throw settle(leave, explain(thrown, timeoutMs));
    }
  };
}

/** Tells the breaker, and gives what is to be thrown. */
function settle(leave: Leave, error: NocturneError): NocturneError {
  if (leave.signal.aborted) return createRestingError('it did not answer another request');
  if (error.code === 'model-request-refused') leave.worked();
  else leave.failed(error.message);
  return error;
}

function explain(thrown: unknown, timeoutMs: number): NocturneError {
  if (thrown instanceof NocturneError) return thrown;
  const isLate = thrown instanceof Error && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError');
  const message = isLate ? `it took longer than ${timeoutMs / 1000} s` : 'it could not be reached';
  // The client makes an error of its own out of one whose cause speaks of a timeout, so the cause is kept as words.
  const because = thrown instanceof Error ? describeError(thrown.cause ?? thrown) : String(thrown);
  return new NocturneError('model-endpoint-failed', message, { retryable: true, detail: { because } });
}

/** The text of a good answer. A refusal of something that the request can do without is followed by a request without it. */
async function ask(
  url: Parameters<typeof fetch>[0],
  init: RequestInit,
  parameters: OptionalParameters,
  log: Log | undefined,
): Promise<string> {
  const wanted = JSON.parse(String(init.body)) as Record<string, unknown>;
  for (let tries = 1; ; tries += 1) {
    const body = parameters.fit(wanted);
    const response = await send(url, { ...init, body: JSON.stringify(body) });
    const text = await readBody(response);
    if (response.ok) return text;
    const { status } = response;
    log?.warn({ status, said: plainLine(withoutKey(text, init), 300) }, 'language model endpoint refused');
    const isAboutRequest = aboutTheRequest.includes(status);
    if (isAboutRequest && tries < mostTries && parameters.learn(text, body)) continue;
    const code = isAboutRequest ? 'model-request-refused' : 'model-endpoint-failed';
    throw new NocturneError(code, `it answered with status ${status}`, { retryable: !isAboutRequest });
  }
}

/** Some endpoints repeat the key that they refuse. */
function withoutKey(text: string, init: RequestInit): string {
  const key = new Headers(init.headers).get('authorization')?.replace(/^Bearer /, '');
  return key ? text.replaceAll(key, '<secret>') : text;
}

/** A connection that was closed while it was idle fails at once; a second try opens a new one. */
async function send(url: Parameters<typeof fetch>[0], init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.delete('content-length');
  const request = { ...init, headers };
  return fetch(url, request).catch((thrown: unknown) => {
    if (init.signal?.aborted) throw thrown;
    return fetch(url, request);
  });
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerLimits.bytes) {
      const message = `its answer is longer than ${answerLimits.bytes / 1024} KiB`;
      throw new NocturneError('model-answer-unreadable', message);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
