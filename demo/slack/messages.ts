import { type Args, type Core, flag, type Refusal, refuse, text } from './core.ts';
import type { Attachment, Block, Channel, Fields, Message } from './entities.ts';
import { checkBlocks, checkMessageSize } from './limits/check-blocks.ts';
import { isFields, type Problem, type Surface } from './limits/problem.ts';

export interface Content {
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
  metadata?: Message['metadata'];
}

/** Reads and checks what a message is to contain. Arguments that are absent stay absent in the result. */
export function readContent(args: Args, core: Core): Content | Refusal {
  const size = checkMessageSize(args);
  if (size) return refuse(size);
  const markdown = text(args.markdown_text);
  if (markdown && (args.blocks || args.text)) return refuse('markdown_text_conflict');
  if (markdown.length > 12_000) return refuse('msg_too_long');
  const blocks = args.blocks ?? (markdown ? [{ type: 'markdown', text: markdown }] : undefined);
  const problems = checkContentBlocks(blocks, args.attachments, core);
  if (problems.length > 0) return refuseBlocks(problems);
  const metadata = readMetadata(args.metadata);
  if (typeof metadata === 'string') return refuse(metadata);
  return {
    text: text(args.text) || markdown,
    blocks: blocks && withBlockIds(blocks as Block[], core),
    attachments: (args.attachments as Attachment[] | undefined)?.map((attachment, index) => ({
      id: index + 1,
      ...attachment,
      ...(attachment.blocks ? { blocks: withBlockIds(attachment.blocks, core) } : {}),
    })),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

export function isEmpty(content: Content): boolean {
  return !content.text && !content.blocks?.length && !content.attachments?.length;
}

function checkContentBlocks(blocks: unknown, attachments: unknown, core: Core): Problem[] {
  const problems = blocks === undefined ? [] : checkBlocksAndFiles(blocks, 'message', core);
  if (!Array.isArray(attachments)) return problems;
  if (attachments.length > 20) problems.push({ pointer: '/attachments', message: 'no more than 20 items allowed' });
  attachments.forEach((attachment, index) => {
    if (!isFields(attachment) || attachment.blocks === undefined) return;
    problems.push(...checkBlocksAndFiles(attachment.blocks, 'message', core, `/attachments/${index}/blocks`));
  });
  return problems;
}

/** The limits, and that every `slack_file` names an image that is ready. */
function checkBlocksAndFiles(blocks: unknown, surface: Surface, core: Core, pointer = '/blocks'): Problem[] {
  return [...checkBlocks(blocks, surface, pointer), ...checkSlackFiles(blocks, core, pointer)];
}

function checkSlackFiles(value: unknown, core: Core, pointer: string): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkSlackFiles(item, core, `${pointer}/${index}`));
  if (!isFields(value)) return [];
  const id = isFields(value.slack_file) ? value.slack_file.id : undefined;
  if (typeof id === 'string') {
    const file = core.state.files.get(id);
    return file?.mimetype.startsWith('image/')
      ? []
      : [{ pointer: `${pointer}/slack_file`, message: 'invalid slack file' }];
  }
  return Object.entries(value).flatMap(([key, inner]) => checkSlackFiles(inner, core, `${pointer}/${key}`));
}

/** Slack's answer to blocks that break a rule. Views are refused as `invalid_arguments`. */
export function refuseBlocks(problems: Problem[], error = 'invalid_blocks'): Refusal {
  const lines = problems.map((problem) => `${problem.message} [json-pointer:${problem.pointer}]`);
  return refuse(error, { errors: lines, response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) } });
}

export function withBlockIds(blocks: Block[], core: Core): Block[] {
  return blocks.map((block) => {
    const named: Block = { ...block, block_id: block.block_id ?? core.ids.next('b') };
    if (Array.isArray(block.child_blocks)) named.child_blocks = withBlockIds(block.child_blocks as Block[], core);
    if (Array.isArray(block.elements) && !block.type.startsWith('rich_text')) {
      named.elements = (block.elements as unknown[]).map((element) => withActionId(element, core));
    }
    for (const key of ['accessory', 'element']) if (block[key]) named[key] = withActionId(block[key], core);
    if (block.type === 'card' && Array.isArray(block.actions)) {
      named.actions = block.actions.map((element) => withActionId(element, core));
    }
    return named;
  });
}

const passive = new Set(['mrkdwn', 'plain_text', 'image', 'card']);

function withActionId(element: unknown, core: Core): unknown {
  if (!isFields(element) || passive.has(String(element.type))) return element;
  return { ...element, action_id: element.action_id ?? core.ids.next('a') };
}

function readMetadata(value: unknown): Message['metadata'] | undefined | string {
  if (value === undefined) return undefined;
  if (!isFields(value)) return 'invalid_metadata_format';
  if (Object.keys(value).length === 0) return { event_type: '', event_payload: {} };
  if (typeof value.event_type !== 'string' || !isFields(value.event_payload)) return 'invalid_metadata_schema';
  if (JSON.stringify(value).length > 16_000) return 'metadata_too_large';
  return { event_type: value.event_type, event_payload: value.event_payload };
}

/** A new message from the app. */
export function buildAppMessage(core: Core, channel: Channel, content: Content, args: Args): Message {
  return {
    type: 'message',
    channel: channel.id,
    ts: core.ids.ts(),
    user: core.app.botUserId,
    bot_id: core.app.botId,
    app_id: core.app.appId,
    team: core.state.team.id,
    text: content.text,
    ...(content.blocks ? { blocks: content.blocks } : {}),
    ...(content.attachments ? { attachments: content.attachments } : {}),
    ...(content.metadata?.event_type ? { metadata: content.metadata } : {}),
    ...(args.thread_ts ? { thread_ts: text(args.thread_ts) } : {}),
    ...(args.thread_ts && flag(args.reply_broadcast) ? { subtype: 'thread_broadcast' } : {}),
    ...(args.username ? { username: text(args.username) } : {}),
  };
}

/** The message as the API shows it: without what only the workspace knows, metadata on request. */
export function publicMessage(message: Message, { withMetadata = false } = {}): Fields {
  const { channel: _channel, ephemeral_to: _to, stream, metadata, ...rest } = message;
  return {
    ...rest,
    ...(withMetadata && metadata ? { metadata } : {}),
    ...(stream && !stream.done ? { streaming_state: 'in_progress' } : {}),
  };
}
