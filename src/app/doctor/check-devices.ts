import type { Config } from '../../config.ts';
import type { Topology } from '../../domain/device.ts';
import type { Log } from '../../log.ts';
import { spokenDevice } from '../../network/session-opening.ts';
import type { Sessions } from '../../network/sessions.ts';
import type { Vendor } from '../../network/vendor.ts';
import { vendors } from '../../network/vendors/index.ts';
import { composeDevices } from '../compose/acting.ts';
import { type Finding, note, ok, problem, thrownProblem } from './finding.ts';

const atOnce = 4;

/** Opens every login of every device that can be spoken to, with the account of each, and changes nothing on any. */
export async function checkDevices(config: Config, topology: Topology, log: Log): Promise<Finding[]> {
  const { vendors, sessions } = composeDevices(config, { topology, clock: Date.now, log });
  const reachable = topology.devices.some(
    ({ name, management }) => management && spokenDevice(topology, vendors, name),
  );
  const accounts = reachable ? checkAccounts(config) : [];
  try {
    const waiting = topology.devices.map(({ name }) => name);
    const findings = new Map<string, Finding[]>();
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        findings.set(name, await checkDevice(name, { config, topology, sessions }));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return [...accounts, ...topology.devices.flatMap(({ name }) => findings.get(name) ?? [])];
  } finally {
    sessions.close();
  }
}

function checkAccounts({ accounts, policy }: Config): Finding[] {
  const findings: Finding[] = [];
  if (!accounts.read) {
    const todo = 'set NOCTURNE_READ_USER and NOCTURNE_READ_PASSWORD or NOCTURNE_READ_KEY_FILE';
    findings.push(problem('reading account', 'is not set: devices can be judged, but not asked', todo));
  }
  if (!accounts.change && policy.mode === 'act') {
    const todo = 'set NOCTURNE_CHANGE_USER and its password or key, or policy.mode: propose';
    findings.push(problem('change account', 'is not set: no approved plan can run', todo));
  }
  return findings;
}

async function checkDevice(
  name: string,
  { config, topology, sessions }: { config: Config; topology: Topology; sessions: Sessions },
): Promise<Finding[]> {
  const spoken = spokenDevice(topology, vendors, name);
  const subject = `device ${name}`;
  if (!spoken) return [note(subject, 'has no supported platform: diagnosis only')];
  if (!spoken.device.management) {
    return [note(subject, 'has no management address: diagnosis only', 'add management.address to the inventory')];
  }
  const { accounts } = config;
  const findings: Finding[] = [];
  if (accounts.read) findings.push(await checkReading(name, spoken.vendor, { sessions, account: 'read' }));
  for (const [login, { account }] of Object.entries(spoken.vendor.logins)) {
    if (account === 'operator' && accounts.operator) {
      findings.push(await checkReading(name, spoken.vendor, { sessions, login, account }));
    }
    if (account === 'device' && accounts.change) findings.push(await checkLogin(name, login, 'change', sessions));
  }
  return findings;
}

/** A login without a terminal answers nothing when it is opened: only an answer shows that it is right. */
async function checkReading(
  name: string,
  vendor: Vendor,
  { sessions, account, login }: { sessions: Sessions; account: string; login?: string },
): Promise<Finding> {
  const subject = `device ${name}, ${account}`;
  const command = vendor.catalogue.find(
    (each) =>
      each.forModels && Object.keys(each.parameters).length === 0 && (login === undefined || each.login === login),
  );
  if (!command) return note(subject, `${vendor.title} has no command to try`);
  const answer = await sessions.read(name, command.id);
  if (answer.outcome === 'ok') return ok(subject, `host key and login are right, ${command.id} answered`);
  return problem(subject, answer.reason, 'check address, host key and account');
}

async function checkLogin(name: string, login: string, account: string, sessions: Sessions): Promise<Finding> {
  const subject = `device ${name}, ${account}`;
  try {
    (await sessions.openChange(name, login)).close();
    return ok(subject, `host key and login are right (${login})`);
  } catch (thrown) {
    return thrownProblem(subject, thrown, 'check address, host key and account');
  }
}
