import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { NocturneError } from '../errors.ts';

const inflate = promisify(gunzip);

/** A request's body, unpacked. Throws `body-too-large` or `body-not-gzip`. */
export async function readIngestBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new NocturneError('body-encoding-unknown', `Content-Encoding ${encoding} is not understood, only gzip`);
  try {
    return await inflate(body, { maxOutputLength: maxBytes });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new NocturneError('body-too-large', `The body is longer than ${maxBytes} bytes when unpacked`, {
        cause: thrown,
      });
    }
    throw new NocturneError('body-not-gzip', 'The body is not valid gzip', { cause: thrown });
  }
}
