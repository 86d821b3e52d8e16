import type { BotDeps } from '../bot/deps.ts';
import { groupsNamed } from '../changes/policy.ts';
import type { Config } from '../config.ts';

/** What the configuration says to the bot, but for how Slack is reached. */
export function botSettings({
  policy,
  grants,
  oncall,
  slack,
}: Pick<Config, 'policy' | 'grants' | 'oncall' | 'slack'>): Pick<
  BotDeps,
  'oncall' | 'grants' | 'groups' | 'secondChannel' | 'commandName'
> {
  return {
    oncall,
    grants,
    groups: () => [...groupsNamed(policy), ...grants.flatMap((grant) => grant.groups ?? [])],
    secondChannel: policy.breakGlass.channel,
    commandName: slack.command,
  };
}
