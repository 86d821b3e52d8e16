import type { StageView } from '../slack/stage.ts';
import { canAct, canApprove, type OwnConfig } from './own-config.ts';
import type { StandIns } from './stand-ins.ts';

/** Where telemetry goes and how the product is asked, with tokens that the demo made because there were none. */
export interface OwnDoors {
  /** `http://127.0.0.1:8086`, without a slash at the end. */
  url: string;
  /** Null where the configuration has a token of its own, which is not shown. */
  ingestToken: string | null;
  apiToken: string | null;
}

const inCheckout = 'npm run -s nocturne --';

/** A command that asks the bot that runs, as it is typed in a checkout. */
function command(words: string, { file }: Pick<OwnConfig, 'file'>, { apiToken }: Pick<OwnDoors, 'apiToken'>): string {
  const token = apiToken === null ? '' : `NOCTURNE_API_TOKEN=${apiToken} `;
  const quoted = /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  return `${token}${inCheckout} ${words} --config ${quoted}`;
}

/** Whether a click in the workspace can change a device: the sentence that is always in sight. */
export function describeActing(config: OwnConfig): NonNullable<StageView['strip']> {
  const { mode, tagModes } = config.policy;
  const real = 'Real telemetry and real devices.';
  if (!canAct(config)) return { tone: 'info', text: `${real} Nothing is changed on a device: policy.mode is ${mode}.` };
  const tags = Object.keys(tagModes).filter((tag) => tagModes[tag] === 'act');
  const where = mode === 'act' ? 'policy.mode is act' : `policy.tagModes is act for ${tags.join(', ')}`;
  return canApprove(config)
    ? { tone: 'warning', text: `${real} ${where}: a plan that is approved here runs on your devices.` }
    : { tone: 'info', text: `${real} ${where}, but the policy names no approver: no plan can run.` };
}

/** What a person needs to copy from the terminal when everything runs. */
export function describeStart(
  config: OwnConfig,
  setting: { pageUrl: string; botLog: string; doors: OwnDoors; standIns: Pick<StandIns, 'users'> },
): string {
  const { pageUrl, botLog, doors, standIns } = setting;
  const token =
    doors.ingestToken === null ? 'with a token of NOCTURNE_INGEST_TOKENS' : `Authorization: Token ${doors.ingestToken}`;
  const rows = [
    ['Slack workspace', pageUrl],
    ['Send telemetry', `${doors.url}/api/v2/write  (${token})`],
    ['What arrives', command('sources', config, doors)],
    ['Log of the bot', botLog],
    ['Stop', 'Ctrl-C'],
  ];
  return [
    '',
    ...rows.map(([what = '', value]) => `  ${what.padEnd(17)}${value}`),
    '',
    ...[describeActing(config).text, ...describeShared(config)].map((line) => `  ${line}`),
    `  People here: ${standIns.users.length} stand-ins for those in the configuration; "About" on the page says who is who.`,
    '',
    '',
  ].join('\n');
}

/** What stands behind the workspace, for its page and for the terminal. */
export function describeOwn(config: OwnConfig, standIns: StandIns, doors: OwnDoors): StageView['sections'] {
  return [
    { heading: 'What this is', lines: describeSetting(config) },
    { heading: 'Send telemetry', lines: describeDoors(config, doors) },
    { heading: 'Who is who', lines: describePeople(config, standIns) },
  ];
}

function describeSetting(config: OwnConfig): string[] {
  const { file, inventory, state, isSet } = config;
  const pager = isSet.has('PAGERDUTY_ROUTING_KEY') ? ' PAGERDUTY_ROUTING_KEY is not used, so no one is paged.' : '';
  return [
    `Nocturne runs with \`${file}\`. This workspace takes the place of Slack, and nothing else is replaced.${pager}`,
    `Devices: \`${typeof inventory === 'string' ? inventory : inventory.netbox.url}\`. Everything that is kept: \`${state}\`.`,
    ...describeShared(config),
    describeActing(config).text,
    describeLogins(config),
    ...(canAct(config) && canApprove(config) ? [oneForAll] : []),
  ];
}

const oneForAll =
  'Whoever has the address of this workspace with its key can act as everybody here, so several approvals may come from one person.';

/** Two bots on one database share their work, and what one of them posts the other does not. */
function describeShared({ isSet }: OwnConfig): string[] {
  if (!isSet.has('DATABASE_URL')) return [];
  return ['DATABASE_URL is set: stop every other bot on that database, or its messages appear here and not in Slack.'];
}

function describeLogins({ isSet }: OwnConfig): string {
  const account = (name: string) => (isSet.has(`NOCTURNE_${name}_USER`) ? 'is set' : 'is not set');
  return `Logins on devices: the reading account, for diagnosis, ${account('READ')}; the change account ${account('CHANGE')}; the operator account ${account('OPERATOR')}.`;
}

function describeDoors(config: OwnConfig, doors: OwnDoors): string[] {
  const { url, ingestToken } = doors;
  const block = (words: string) => `\`\`\`${command(words, config, doors)}\`\`\``;
  const token =
    ingestToken === null
      ? 'a token of NOCTURNE_INGEST_TOKENS'
      : `the token \`${ingestToken}\` (made for this run; NOCTURNE_INGEST_TOKENS in the file \`.env\` beside the configuration keeps one)`;
  return [
    `Line protocol of Telegraf, gnmic and the like: \`${url}/api/v2/write\` with ${token}.`,
    `What arrives, and from whom: ${block('sources')}`,
    `A first inventory from what is heard, for you to look through: ${block('discover --out draft.yaml')}`,
    `Models from the telemetry that is stored since a time: ${block('train --history --from <time>')}`,
  ];
}

function describePeople(config: OwnConfig, { users, channels, problems }: StandIns): string[] {
  const { approvals } = config.policy;
  const approvers = canApprove(config)
    ? `Approvals that a plan needs: ${approvals.low} at low risk, ${approvals.medium} at medium, ${approvals.high} at high.`
    : 'No one can approve a plan: policy.approvers names no one.';
  return [
    'People whom the configuration names have a stand-in of the same id here, and groups have members that exist only here. Choose who you are at the bottom left.',
    ...users.map(({ real_name, title }) => `*${real_name}*: ${title}`),
    approvers,
    ...channels.map(({ id, name, topic }) => `*#${name}* (\`${id}\`): ${topic}`),
    ...problems,
  ];
}
