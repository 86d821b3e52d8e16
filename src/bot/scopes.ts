/**
 * The scopes of the bot token and what needs them. manifest.json asks for exactly these; a test compares the two.
 * https://docs.slack.dev/reference/scopes
 */
export const botScopes: Record<string, readonly string[]> = {
  'app_mentions:read': ['app_mention'],
  'channels:history': ['conversations.history', 'conversations.replies'],
  'channels:read': ['conversations.list', 'conversations.info'],
  'chat:write': ['chat.postMessage', 'chat.postEphemeral', 'chat.update'],
  commands: ['slash commands'],
  'files:read': ['files.info'],
  'files:write': ['files.getUploadURLExternal', 'files.completeUploadExternal'],
  'groups:history': ['conversations.history', 'conversations.replies'],
  'groups:read': ['conversations.list', 'conversations.info'],
  'im:history': ['message.im', 'conversations.replies'],
  'im:write': ['conversations.open'],
  'usergroups:read': ['usergroups.list', 'usergroups.users.list'],
  'users:read': ['users.info', 'bots.info'],
};

/** What is missing among the scopes that Slack says were granted. */
export function missingScopes(granted: readonly string[]): string[] {
  return Object.keys(botScopes).filter((scope) => !granted.includes(scope));
}
