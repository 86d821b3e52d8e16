import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type ApiMethod, type Args, type Core, isRefusal, type Refusal, refuse, text } from '../core.ts';
import type { Fields, StoredFile } from '../entities.ts';
import { announceMessage } from '../events.ts';
import { readImageType } from '../image-type.ts';
import { isFields } from '../limits/problem.ts';
import { buildAppMessage, readContent } from '../messages.ts';
import { postableChannel } from './chat.ts';

/** Uploading in three steps: https://docs.slack.dev/messaging/working-with-files#upload */
export const fileMethods: Record<string, ApiMethod> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info'(args, core) {
    const file = core.state.files.get(text(args.file));
    return file ? { ok: true, file: describeFile(file, core) } : refuse('file_not_found');
  },
  'files.delete'(args, core) {
    return core.state.files.delete(text(args.file)) ? { ok: true } : refuse('file_not_found');
  },
};

function getUploadUrl(args: Args, core: Core): Answer | Refusal {
  const size = Number(args.length);
  if (!args.filename || !Number.isInteger(size) || size <= 0) return refuse('invalid_arguments');
  const name = text(args.filename);
  const file: StoredFile = {
    id: core.ids.next('F'),
    name,
    title: name,
    size,
    created: Math.floor(core.clock() / 1000),
    alt_txt: text(args.alt_txt ?? args.alt_text),
    user: core.app.botUserId,
    mimetype: '',
    filetype: '',
    width: 0,
    height: 0,
    channels: [],
    completed: false,
    bytes: null,
  };
  core.state.files.set(file.id, file);
  return { ok: true, upload_url: `${core.url()}/upload/v1/${file.id}`, file_id: file.id };
}

/** Takes the bytes of the second step. Returns false when there is no such upload. */
export function receiveUpload(core: Core, id: string, bytes: Buffer): boolean {
  const file = core.state.files.get(id);
  if (!file || file.completed) return false;
  file.bytes = bytes;
  core.journal.add({ kind: 'upload', file: id, name: file.name, bytes: bytes.length });
  return true;
}

function completeUpload(args: Args, core: Core): Answer | Refusal {
  const wanted = Array.isArray(args.files) ? args.files.filter(isFields) : [];
  const files: StoredFile[] = [];
  for (const { id, title } of wanted) {
    const file = core.state.files.get(text(id));
    if (!file?.bytes || file.completed) return refuse('file_not_found');
    if (title) file.title = text(title);
    files.push(file);
  }
  if (files.length === 0) return refuse('invalid_arguments');
  const shared = args.channel_id ? share(files, args, core) : undefined;
  if (shared && isRefusal(shared)) return shared;
  for (const file of files) {
    file.completed = true;
    void makeReady(file, core);
  }
  return { ok: true, files: files.map((file) => describeFile(file, core)) };
}

function share(files: StoredFile[], args: Args, core: Core): Refusal | undefined {
  const channel = postableChannel(core, args.channel_id);
  if (isRefusal(channel)) return channel;
  const content = readContent({ text: args.initial_comment, blocks: args.blocks }, core);
  if (isRefusal(content)) return content;
  for (const file of files) file.channels.push(channel.id);
  const message = buildAppMessage(core, channel, content, args);
  message.files = files.map((file) => describeFile(file, core));
  core.state.addMessage(message);
  announceMessage(core, message);
  return undefined;
}

/** Slack looks at a file after the upload: only then has it a type and may stand in an image block. */
async function makeReady(file: StoredFile, core: Core): Promise<void> {
  await wait(core.timings.fileReadyMs, undefined, { ref: false });
  const { mimetype, filetype, width, height } = readImageType(file.bytes ?? Buffer.alloc(0), file.name);
  Object.assign(file, { mimetype, filetype, width, height });
  const channels = file.channels.map((id) => core.state.messages.get(id) ?? []);
  for (const message of channels.flat()) {
    if (!message.files?.some((other) => other.id === file.id)) continue;
    message.files = message.files.map((other) => (other.id === file.id ? describeFile(file, core) : other));
    core.state.touch(message);
  }
}

export function describeFile(file: StoredFile, core: Core): Fields {
  const path = `${core.url()}/files-pri/${core.state.team.id}-${file.id}/${encodeURIComponent(file.name)}`;
  const isImage = file.mimetype.startsWith('image/');
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype.toUpperCase(),
    user: file.user,
    user_team: core.state.team.id,
    mode: 'hosted',
    size: file.size,
    alt_txt: file.alt_txt,
    is_public: file.channels.length > 0,
    channels: [...file.channels],
    url_private: path,
    url_private_download: `${path}?download=1`,
    permalink: `${core.url()}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    ...(isImage ? { original_w: file.width, original_h: file.height, thumb_720: path } : {}),
    has_more_shares: false,
  };
}
