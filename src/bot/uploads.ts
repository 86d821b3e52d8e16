import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Wait } from './channel-queue.ts';
import type { SlackApi } from './slack-api.ts';

export interface Upload {
  filename: string;
  title: string;
  altText?: string;
  bytes: Uint8Array;
  type: string;
}

/** A file that Slack has looked at, so that blocks may show it. */
export interface UploadedFile {
  id: string;
  permalink: string | null;
}

export interface Uploads {
  /** Throws a retryable `slack-upload-failed` when the bytes were refused or the file did not become ready in time. */
  upload(file: Upload): Promise<UploadedFile>;
}

const readyWithinMs = 8000;
const pollEveryMs = 150;

/**
 * Uploads in the three steps that Slack wants (files.getUploadURLExternal, the bytes, files.completeUploadExternal) and waits until the
 * file has a mimetype: a block that shows it earlier is refused. The file is shared with nobody until a message shows it.
 */
export function createUploads(deps: {
  api: SlackApi;
  fetch: typeof fetch;
  clock: Clock;
  wait: Wait;
  signal: AbortSignal;
}): Uploads {
  const { api, clock } = deps;

  async function whenReady(id: string): Promise<UploadedFile> {
    const deadline = clock() + readyWithinMs;
    while (clock() < deadline) {
      const { file } = await api.call('files.info', { file: id });
      if (file?.mimetype) return { id, permalink: file.permalink ?? null };
      await deps.wait(pollEveryMs, deps.signal);
    }
    throw failed('the file did not become ready');
  }

  return {
    async upload({ filename, title, altText, bytes, type }) {
      const place = await api.call('files.getUploadURLExternal', {
        filename,
        length: bytes.byteLength,
        ...(altText && { alt_txt: altText.slice(0, 1000) }),
      });
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(bytes)], { type }), filename);
      const answer = await deps.fetch(place.upload_url, { method: 'POST', body: form, signal: deps.signal });
      if (!answer.ok) throw failed(`the upload was answered with ${answer.status}`);
      await api.call('files.completeUploadExternal', { files: [{ id: place.file_id, title }] });
      return whenReady(place.file_id);
    },
  };
}

function failed(reason: string): NocturneError {
  return new NocturneError('slack-upload-failed', `Upload to Slack failed: ${reason}`, { retryable: true });
}
