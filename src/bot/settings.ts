import { z } from 'zod';
import type { SlackSettings } from './connection.ts';

/** The section `slack` of nocturne.yaml. */
export const slackSchema = z.strictObject({
  channel: z.string().default('#noc').describe('Where incidents are posted: a name or an id'),
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]+$/)
    .default('/noc')
    .describe('Name of the slash command'),
  mode: z.enum(['socket', 'http']).default('socket').describe('Socket Mode, or requests from Slack over HTTP'),
  httpHost: z.string().default('127.0.0.1').describe('Where HTTP mode listens'),
  httpPort: z.int().min(0).max(65_535).default(3000).describe('Port of HTTP mode'),
});

/** Who may run the commands that change something: who is named here, in the channels named here. An absent list does not restrict. */
const grant = z.strictObject({
  /** Command names, or `*`. */
  commands: z.array(z.string()).min(1),
  users: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
});

export type Grant = z.output<typeof grant>;

/** The key `grants` of nocturne.yaml. */
export const grantsSchema = z
  .array(grant)
  .default([])
  .describe('Who may run commands and press buttons that change something; no one when empty');

/** The environment variables of this room. */
export const slackVariables = {
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith('xoxb-', 'is no bot token: it begins with xoxb-')
    .optional()
    .describe('Bot token of the Slack app (xoxb-…)'),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', 'is no app-level token: it begins with xapp-')
    .optional()
    .describe('App-level token with the scope connections:write (xapp-…), for Socket Mode'),
  SLACK_SIGNING_SECRET: z.string().min(1).optional().describe('Signing secret of the Slack app, for HTTP mode'),
  SLACK_API_URL: z.url().optional().describe("Another Web API than Slack's own, such as the local workspace"),
};

/** What the configuration says of Slack. */
export interface SlackConfig {
  slack: z.output<typeof slackSchema>;
  environment: { [Name in keyof typeof slackVariables]?: string | undefined };
}

/** Which variables Slack can't be reached without, in the configured mode, and are not there. */
export function missingForSlack({ slack, environment }: SlackConfig): string[] {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = environment;
  const byMode =
    slack.mode === 'socket'
      ? { present: SLACK_APP_TOKEN, problem: 'SLACK_APP_TOKEN: is not set, and Socket Mode needs it' }
      : { present: SLACK_SIGNING_SECRET, problem: 'SLACK_SIGNING_SECRET: is not set, and HTTP mode needs it' };
  return [...(SLACK_BOT_TOKEN ? [] : ['SLACK_BOT_TOKEN: is not set']), ...(byMode.present ? [] : [byMode.problem])];
}

/** How Slack is reached. Nothing may be missing: see {@link missingForSlack}. */
export function toSlackSettings({ slack, environment }: SlackConfig): SlackSettings {
  return {
    botToken: environment.SLACK_BOT_TOKEN!,
    appToken: environment.SLACK_APP_TOKEN,
    signingSecret: environment.SLACK_SIGNING_SECRET,
    apiUrl: environment.SLACK_API_URL,
    channel: slack.channel,
    mode: slack.mode,
    http: { host: slack.httpHost, port: slack.httpPort },
  };
}
