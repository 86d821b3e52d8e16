/** The things a workspace is made of. Shapes follow Slack's own objects, so that they can be sent as they are. */

export type Fields = Record<string, unknown>;

export interface Block extends Fields {
  type: string;
  block_id?: string;
}

/** A person of the workspace. `title` is what the page's persona switch shows under the name. */
export interface Persona {
  id: string;
  name: string;
  real_name: string;
  title?: string;
  is_bot?: boolean;
  is_admin?: boolean;
  deleted?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  team_id?: string;
  tz?: string;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'im';
  members: string[];
  topic: string;
  purpose: string;
  created: number;
  is_private: boolean;
  pins: string[];
  bookmarks: Fields[];
}

export interface Attachment extends Fields {
  color?: string;
  blocks?: Block[];
  fallback?: string;
}

export interface Reaction {
  name: string;
  users: string[];
  count: number;
}

export interface StreamTask extends Fields {
  id: string;
  title: string;
  status: string;
  details?: string;
  output?: string;
}

/** What a message that is being streamed has collected so far. */
export interface MessageStream {
  text: string;
  planTitle: string;
  tasks: StreamTask[];
  blocks: Block[];
  done: boolean;
  displayMode: string;
}

export interface Message {
  type: 'message';
  subtype?: string;
  channel: string;
  ts: string;
  user: string;
  team: string;
  text: string;
  bot_id?: string;
  app_id?: string;
  username?: string;
  blocks?: Block[];
  attachments?: Attachment[];
  files?: Fields[];
  metadata?: { event_type: string; event_payload: Fields };
  thread_ts?: string;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  edited?: { user: string; ts: string };
  reactions?: Reaction[];
  /** Set on ephemeral messages: the only user who sees it. */
  ephemeral_to?: string;
  stream?: MessageStream;
}

export type StateValues = Record<string, Record<string, Fields>>;

export interface View {
  id: string;
  team_id: string;
  app_id: string;
  bot_id: string;
  type: 'modal' | 'home';
  callback_id: string;
  external_id: string;
  private_metadata: string;
  title?: Fields;
  close: Fields | null;
  submit: Fields | null;
  blocks: Block[];
  state: { values: StateValues };
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  size: number;
  created: number;
  alt_txt: string;
  user: string;
  /** Empty until the workspace has looked at the bytes, as on Slack. */
  mimetype: string;
  filetype: string;
  width: number;
  height: number;
  channels: string[];
  completed: boolean;
  bytes: Buffer | null;
}

export interface SlackApp {
  appId: string;
  botUserId: string;
  botId: string;
  name: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  slashCommand: string;
  /** Event subscriptions; default: every event that this workspace can send. */
  events?: string[];
}
