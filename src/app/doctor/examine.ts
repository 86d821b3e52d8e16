import { checkSlack } from '../../bot/check-slack.ts';
import { commands } from '../../bot/commands/index.ts';
import { grantNames } from '../../bot/rights.ts';
import { missingForSlack } from '../../bot/settings.ts';
import type { NamedPeople } from '../../changes/voters.ts';
import { type Config, slackSettings } from '../../config.ts';
import type { Topology } from '../../domain/device.ts';
import type { Log } from '../../log.ts';
import { describeBreak } from '../../store/audit.ts';
import { checkServer } from '../../store/check-server.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { openPulled } from '../../telemetry/intake/source-settings.ts';
import { factKinds } from '../fact-kinds.ts';
import { readInventory } from '../inventory.ts';
import { openLocalStore } from '../open-local-store.ts';
import { hasDatabase } from '../state-folders.ts';
import { checkDevices } from './check-devices.ts';
import { checkDigests } from './check-digests.ts';
import { checkHistory } from './check-history.ts';
import { checkModels } from './check-models.ts';
import { checkPorts, checkReachable } from './check-ports.ts';
import { checkTelemetry } from './check-telemetry.ts';
import { type Finding, note, ok, problem, thrownProblem } from './finding.ts';

const redisPort = 6379;

/** What a grant can give: what only reads needs none. */
const grantable: readonly string[] = [
  ...grantNames,
  ...commands.filter(({ effect }) => effect === 'change').map(({ name }) => name),
];
const isGrantable = (name: string) => name === '*' || grantable.includes(name);

/** Looks at everything that a bot with this configuration would need, and changes nothing. `running` is the address of one that runs. */
export async function examine(config: Config, given: { running: string | null; log: Log }): Promise<Finding[]> {
  const { running, log } = given;
  const inventory = await examineInventory(config, log);
  const [slack, database, redis, ports, history, devices, clocks] = await Promise.all([
    examineSlack(config),
    running === null ? examineDatabase(config, log) : [ok('database', 'is in use by the bot that runs')],
    examineRedis(config),
    checkPorts(config, running !== null),
    checkHistory(config),
    inventory.topology ? checkDevices(config, inventory.topology, log) : [],
    running === null ? [] : checkTelemetry(running),
  ]);
  const models = inventory.topology ? await checkModels(config, inventory.topology) : [];
  return [
    running === null ? note('bot', 'none runs with this configuration') : ok('bot', `runs at ${running}`),
    ...inventory.findings,
    ...slack,
    ...database,
    ...redis,
    ...ports,
    ...examineTokens(config),
    ...examineSources(config),
    ...examineGrants(config),
    ...checkDigests(config, Date.now()),
    ...history,
    ...models,
    ...devices,
    ...clocks,
  ];
}

async function examineInventory(config: Config, log: Log): Promise<{ topology: Topology | null; findings: Finding[] }> {
  try {
    const topology = await readInventory(config, log);
    const { devices, links } = topology;
    return { topology, findings: [ok('inventory', `${devices.length} devices, ${links.length} links`)] };
  } catch (thrown) {
    return { topology: null, findings: [thrownProblem('inventory', thrown)] };
  }
}

async function examineSlack(config: Config): Promise<Finding[]> {
  const missing = missingForSlack(config);
  if (missing.length > 0) {
    return missing.map((text) => problem('Slack', text, 'README, "Connect Slack", says where it is found'));
  }
  const checks = await checkSlack(slackSettings(config), peopleNamed(config), channelsNamed(config));
  return checks.map(({ subject, says, problem: found }) =>
    found ? problem(`Slack ${subject}`, says, found.hint ?? null) : ok(`Slack ${subject}`, says),
  );
}

/** Every channel that the configuration names beside the one of the bot. */
function channelsNamed({ slack, policy, digests }: Config): string[] {
  const named = [policy.breakGlass.channel, ...digests.map(({ channel }) => channel)];
  return [...new Set(named.filter((name) => typeof name === 'string' && name !== slack.channel))] as string[];
}

/** Everybody whom the configuration names, for whatever. */
function peopleNamed({ policy, grants, oncall }: Config): NamedPeople {
  const lists = [policy.approvers, policy.breakGlass, ...Object.values(policy.tagApprovers), ...grants];
  return {
    users: [...lists, ...oncall.rotations].flatMap(({ users }) => users ?? []),
    groups: lists.flatMap(({ groups }) => groups ?? []),
  };
}

/** A misspelt name grants nothing, and says so to nobody. */
function examineGrants({ grants }: Config): Finding[] {
  const unknown = [...new Set(grants.flatMap((grant) => grant.commands))].filter((name) => !isGrantable(name));
  if (unknown.length === 0) return [];
  return [
    problem('grants', `name rights that do not exist: ${unknown.join(', ')}`, `use ${grantable.join(', ')} or *`),
  ];
}

async function examineDatabase(config: Config, log: Log): Promise<Finding[]> {
  const { DATABASE_URL } = config.environment;
  try {
    if (DATABASE_URL !== undefined) return [ok('database', `PostgreSQL ${await checkServer(DATABASE_URL)} answers`)];
    if (!hasDatabase(config)) return [ok('database', 'will be created when the bot starts')];
    const store = await openLocalStore(config, { log });
    try {
      const check = await store.audit.verify();
      const audit = check.ok
        ? ok('database', `opens, and the audit is intact (${check.entries} entries)`)
        : problem('database', `the audit ${describeBreak(check)}`, 'nocturne audit verify shows where');
      return [audit, ...(await examineFacts(store))];
    } finally {
      await store.close();
    }
  } catch (thrown) {
    return [thrownProblem('database', thrown, 'check DATABASE_URL and that the server is up')];
  }
}

/** Reads every fact once, so that one that can't be read is known before somebody needs it. */
async function examineFacts(store: OpenStore): Promise<Finding[]> {
  for (const kind of factKinds) await store.facts.list(kind);
  const damaged = Object.entries(store.damagedFacts()).map(([name, count]) => `${name} (${count})`);
  if (damaged.length === 0) return [];
  const todo = 'a newer release may have written them: run that one, or restore the database from a backup';
  return [problem('database facts', `can't all be read: ${damaged.join(', ')}`, todo)];
}

async function examineRedis({ environment }: Config): Promise<Finding[]> {
  const { REDIS_URL } = environment;
  return REDIS_URL === undefined ? [] : [await checkReachable('Redis', REDIS_URL, redisPort)];
}

function examineTokens({ ingestTokens, environment }: Config): Finding[] {
  const findings: Finding[] = [];
  if (ingestTokens.length === 0) {
    const todo = 'set NOCTURNE_INGEST_TOKENS';
    findings.push(problem('telemetry token', 'is not set: no one can send telemetry', todo));
  }
  if (!environment.NOCTURNE_API_TOKEN) {
    const todo = 'set NOCTURNE_API_TOKEN';
    findings.push(note('API token', 'is not set: other commands will not reach a running bot', todo));
  }
  return findings;
}

/** Each source that is asked: how often, or why it can't be. */
function examineSources({ sources = {}, environment }: Config): Finding[] {
  return Object.entries(sources).flatMap(([name, settings]) => {
    try {
      const opened = openPulled({ [name]: settings }, environment);
      return opened.map(({ source }) => ok(`source ${name}`, `is asked every ${source.everyMs / 1000} s`));
    } catch (thrown) {
      return [thrownProblem(`source ${name}`, thrown)];
    }
  });
}
