import { type Answer, type ApiMethod, type Args, type Core, isRefusal, type Refusal, refuse, text } from '../core.ts';
import type { Block, Fields, Message, MessageStream, StreamTask } from '../entities.ts';
import { announceChange, announceMessage } from '../events.ts';
import { isFields } from '../limits/problem.ts';
import { buildAppMessage, publicMessage, readContent, withBlockIds } from '../messages.ts';
import { postableChannel } from './chat.ts';

/** Streamed answers: https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming */
export const streamMethods: Record<string, ApiMethod> = {
  'chat.startStream': start,
  'chat.appendStream': append,
  'chat.stopStream': stop,
};

function start(args: Args, core: Core): Answer | Refusal {
  const channel = postableChannel(core, args.channel);
  if (isRefusal(channel)) return channel;
  if (!args.thread_ts) return refuse('invalid_arguments');
  if (channel.kind === 'channel' && !(args.recipient_user_id && args.recipient_team_id)) {
    return refuse(args.recipient_user_id ? 'missing_recipient_team_id' : 'missing_recipient_user_id');
  }
  if (!core.state.findMessage(channel.id, text(args.thread_ts))) return refuse('thread_not_found');
  const message = buildAppMessage(core, channel, { text: '' }, args);
  const displayMode = text(args.task_display_mode) || 'timeline';
  message.stream = { text: '', planTitle: '', tasks: [], blocks: [], done: false, displayMode };
  const refusal = feed(message.stream, args);
  if (refusal) return refusal;
  compose(message, core);
  core.state.addMessage(message);
  announceMessage(core, message);
  return { ok: true, channel: channel.id, ts: message.ts };
}

function streaming(args: Args, core: Core): (Message & { stream: MessageStream }) | Refusal {
  const channel = core.state.findChannel(text(args.channel));
  if (!channel) return refuse('channel_not_found');
  const message = core.state.findMessage(channel.id, text(args.ts));
  if (!message) return refuse('message_not_found');
  if (!message.stream || message.stream.done) return refuse('message_not_in_streaming_state');
  return message as Message & { stream: MessageStream };
}

function append(args: Args, core: Core): Answer | Refusal {
  const message = streaming(args, core);
  if (isRefusal(message)) return message;
  const refusal = feed(message.stream, args);
  if (refusal) return refusal;
  compose(message, core);
  core.state.touch(message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function stop(args: Args, core: Core): Answer | Refusal {
  const message = streaming(args, core);
  if (isRefusal(message)) return message;
  const content = readContent({ blocks: args.blocks, metadata: args.metadata }, core);
  if (isRefusal(content)) return content;
  const previous = publicMessage(message);
  const refusal = feed(message.stream, args);
  if (refusal) return refusal;
  message.stream.done = true;
  message.stream.blocks.push(...(content.blocks ?? []));
  if (content.metadata?.event_type) message.metadata = content.metadata;
  compose(message, core);
  core.state.touch(message);
  announceChange(core, 'message_changed', message, previous);
  return { ok: true, channel: message.channel, ts: message.ts, message: publicMessage(message) };
}

/** Takes `markdown_text` and chunks into the stream. */
function feed(stream: MessageStream, args: Args): Refusal | undefined {
  if (args.markdown_text && args.chunks) return refuse('invalid_arguments');
  const chunks = args.markdown_text ? [{ type: 'markdown_text', text: args.markdown_text }] : (args.chunks ?? []);
  if (!Array.isArray(chunks)) return refuse('invalid_chunks');
  for (const chunk of chunks) {
    if (!isFields(chunk) || !feeders[text(chunk.type)]) return refuse('invalid_chunks');
    feeders[text(chunk.type)]?.(stream, chunk);
  }
  return stream.text.length > 12_000 ? refuse('msg_too_long') : undefined;
}

const feeders: Record<string, (stream: MessageStream, chunk: Fields) => void> = {
  markdown_text(stream, chunk) {
    stream.text += text(chunk.text);
  },
  plan_update(stream, chunk) {
    stream.planTitle = text(chunk.title);
  },
  task_update(stream, chunk) {
    const known = stream.tasks.find((task) => task.id === chunk.id);
    if (!known) stream.tasks.push(chunk as StreamTask);
    else Object.assign(known, chunk, { output: text(known.output) + text(chunk.output) });
  },
  blocks(stream, chunk) {
    stream.blocks.push(...((chunk.blocks as Block[]) ?? []));
  },
};

/** The blocks that the stream stands for, so that readers need not know about streams. */
function compose(message: Message, core: Core): void {
  const { stream } = message;
  if (!stream) return;
  const cards = stream.tasks.map(taskCard);
  const isPlan = stream.displayMode === 'plan' || stream.planTitle;
  const tasks: Block[] = isPlan && cards.length > 0 ? [{ type: 'plan', title: stream.planTitle, tasks: cards }] : cards;
  const answer: Block[] = stream.text ? [{ type: 'markdown', text: stream.text }] : [];
  message.text = stream.text;
  message.blocks = withBlockIds([...tasks, ...answer, ...stream.blocks], core);
}

function taskCard(task: StreamTask): Block {
  const rich = (value: string) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: value }] }],
  });
  return {
    type: 'task_card',
    task_id: task.id,
    title: task.title,
    status: task.status,
    ...(task.details ? { details: rich(task.details) } : {}),
    ...(task.output ? { output: rich(task.output) } : {}),
    ...(task.sources ? { sources: task.sources } : {}),
  };
}
