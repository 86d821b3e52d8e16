import { z } from 'zod';
import { describeError, isRetryable, NocturneError } from '../../errors.ts';

export interface NetboxAccess {
  /** Address of NetBox, without /api. */
  url: string;
  token: string;
  timeoutMs?: number;
  /** Waits between two tries; tests replace it. */
  sleep?: (ms: number) => Promise<void>;
  fetch?: typeof fetch;
}

const page = z.object({ count: z.number(), next: z.string().nullable(), results: z.array(z.unknown()) });

const pageSize = 200;
/** More pages than any network has; a server that always names a next one is not followed for ever. */
const mostPages = 2000;
const tries = 3;
/** What a server may ask to wait in all, for one page. */
const longestWaitMs = 120_000;
const shortestWaitMs = 250;

/**
 * Reads every page of a list. Throws `netbox-unreachable` (retryable, after three tries), `netbox-refused` for a token that is not accepted,
 * `netbox-tls` for a certificate that is not trusted, `netbox-invalid` for an answer that is no list.
 */
export async function readList<T>(
  access: NetboxAccess,
  path: string,
  entry: z.ZodType<T>,
  filter: Record<string, string> = {},
): Promise<T[]> {
  const query = new URLSearchParams({ ...filter, limit: String(pageSize) });
  let next: string | null = new URL(`api/${path}?${query}`, withSlash(access.url)).href;
  const entries: T[] = [];
  for (let pages = 0; next !== null; pages++) {
    if (pages >= mostPages) throw invalid(path, 'the list does not end');
    const { results, next: following }: z.output<typeof page> = await readPage(access, next, path);
    for (const result of results) {
      const parsed = entry.safeParse(result);
      if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
      entries.push(parsed.data);
    }
    next = following === null ? null : onSameServer(access.url, following, path);
  }
  return entries;
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`);

/** The token is sent with every request, so it must not follow a link to another server. */
function onSameServer(url: string, next: string, path: string): string {
  const wanted = new URL(url);
  const given = new URL(next, url);
  // Behind a proxy NetBox often believes that it is reached over http.
  if (given.host !== wanted.host) throw invalid(path, `the next page is on another server, ${given.host}`);
  given.protocol = wanted.protocol;
  return given.href;
}

async function readPage(access: NetboxAccess, url: string, path: string): Promise<z.output<typeof page>> {
  const { sleep = (ms) => new Promise<void>((done) => setTimeout(done, ms)) } = access;
  let waitedMs = 0;
  for (let tried = 1; ; tried++) {
    try {
      return await readOnce(access, url, path);
    } catch (thrown) {
      if (!isRetryable(thrown)) throw thrown;
      const askedMs = (thrown as NocturneError).detail?.retryAfterMs as number | undefined;
      const waitMs = askedMs ?? 500 * tried;
      // A server that says when to come back is asked as often as it says, within a bound.
      if (askedMs === undefined ? tried >= tries : waitedMs + askedMs > longestWaitMs) throw thrown;
      waitedMs += waitMs;
      await sleep(waitMs);
      if (askedMs !== undefined) tried -= 1;
    }
  }
}

async function readOnce(access: NetboxAccess, url: string, path: string): Promise<z.output<typeof page>> {
  const { token, timeoutMs = 15_000, fetch: ask = fetch } = access;
  let response: Response;
  let text: string;
  try {
    const headers = { authorization: `Token ${token}`, accept: 'application/json' };
    response = await ask(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (thrown) {
    throw connectError(thrown, new URL(url).host);
  }
  if (!response.ok) throw statusError(response, new URL(url).host);
  const parsed = page.safeParse(asJson(text));
  if (!parsed.success) throw invalid(path, 'the answer is no list of NetBox');
  return parsed.data;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Codes of OpenSSL and of Node for a certificate that is not trusted or is for another name. */
const tlsCode =
  /^(?:CERT_|ERR_TLS_CERT_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|HOSTNAME_MISMATCH)/;

function connectError(thrown: unknown, host: string): NocturneError {
  const cause = thrown instanceof Error ? (thrown.cause as NodeJS.ErrnoException | undefined) : undefined;
  if (cause?.code !== undefined && tlsCode.test(cause.code)) {
    return new NocturneError('netbox-tls', `The certificate of ${host} is not accepted: ${cause.code}`, {
      hint: 'name the authority that signed it in NODE_EXTRA_CA_CERTS',
      cause: thrown,
    });
  }
  const reason = cause ? cause.message || cause.code : describeError(thrown);
  return new NocturneError('netbox-unreachable', `NetBox at ${host} can't be reached: ${reason}`, {
    retryable: true,
    hint: 'check inventory.netbox.url and that NetBox is up',
    cause: thrown,
  });
}

function statusError({ status, headers }: Response, host: string): NocturneError {
  if (status === 401 || status === 403) {
    return new NocturneError('netbox-refused', `NetBox at ${host} refuses the token (${status})`, {
      hint: 'set NOCTURNE_NETBOX_TOKEN to a token that may view devices, interfaces, cables and addresses',
    });
  }
  const retryable = status === 429 || status >= 500;
  const askedMs = retryable ? retryAfterMs(headers) : undefined;
  const hint =
    status === 429
      ? 'NetBox, or a proxy before it, limits how often it is asked: raise the limit for this token, or ask for less with inventory.netbox.filter'
      : status >= 500
        ? 'NetBox, or a proxy before it, has a fault: look at its log'
        : 'check inventory.netbox.url: it is the address without /api';
  return new NocturneError(
    retryable ? 'netbox-unreachable' : 'netbox-invalid',
    `NetBox at ${host} answers with status ${status}`,
    { retryable, hint, detail: askedMs === undefined ? undefined : { retryAfterMs: askedMs } },
  );
}

/** Seconds or a date (RFC 9110, section 10.2.3); undefined without the header, or when it is neither. */
function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.max(shortestWaitMs, ms) : undefined;
}

const invalid = (path: string, why: string) =>
  new NocturneError('netbox-invalid', `NetBox, ${path}: ${why}`, { hint: 'NetBox 3.6 or later is needed' });
