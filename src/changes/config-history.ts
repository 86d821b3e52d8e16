import { describeError, isRetryable, NocturneError } from '../errors.ts';
import { diffConfigs } from '../network/parsing/config-diff.ts';
import { countMasked, maskSecrets } from '../network/parsing/secrets.ts';
import { spokenDevice } from '../network/session-opening.ts';
import type { ConfigSnapshot, ConfigSource } from '../store/store.ts';
import type { ChangesDeps } from './deps.ts';
import { readTimes } from './plan-facts.ts';

/** One change of a device's configuration. Somebody else made it, unless it was seen after a plan, between the plan's two readings. */
export interface ConfigChange {
  /** When it was first seen, and when the device was last seen without it. Milliseconds since 1970. */
  at: number;
  since: number;
  source: ConfigSource;
  /** The plan that made it; null for somebody else. */
  planId: string | null;
  diff: string;
}

export interface ConfigChanges {
  /** When the configuration was last read; null when it never was. Without a reading nobody knows of changes. */
  lastReadAt: number | null;
  /** Since when there are readings to compare. */
  firstReadAt: number | null;
  /** Lines of the latest reading with a secret that was taken out: a change of nothing but these can't be seen. */
  maskedLines: number;
  /** Newest first. */
  changes: ConfigChange[];
}

const mostCompared = 50;

/** What became of a device's configuration since then, from the readings that are kept. */
export async function readConfigChanges(
  { store }: Pick<ChangesDeps, 'store'>,
  device: string,
  since: number,
): Promise<ConfigChanges> {
  const snapshots = await store.configs.history(device, mostCompared);
  const changes = snapshots.flatMap((now, i): ConfigChange[] => {
    const before = snapshots[i + 1];
    const change = before && now.at >= since ? compare(before, now) : null;
    // Earlier releases stored comments too, and kept a reading that differs in nothing else.
    return change && change.diff !== '' ? [change] : [];
  });
  const [latest] = snapshots;
  const [lastReadAt, firstReadAt] = [latest?.seenAt ?? null, snapshots.at(-1)?.at ?? null];
  return { lastReadAt, firstReadAt, maskedLines: latest ? countMasked(latest.text) : 0, changes };
}

function compare(before: ConfigSnapshot, now: ConfigSnapshot): ConfigChange {
  const { at, source } = now;
  const planId = source === 'after-plan' ? now.planId : null;
  // Earlier releases knew fewer secrets, and what they left in a reading is neither shown nor a change.
  const diff = diffConfigs(maskSecrets(before.text), maskSecrets(now.text));
  return { at, since: before.seenAt, source, planId, diff };
}

/**
 * Reads the configurations of some devices, or of all that are spoken here, and keeps what differs. A device that does not answer is left
 * out and logged. Gives the number of those that changed.
 */
async function recordConfigs(
  deps: ChangesDeps,
  options: { source: ConfigSource; planId?: string; devices?: readonly string[] },
): Promise<{ read: number; changed: number }> {
  const { source, planId = null } = options;
  const devices = options.devices ?? deps.topology.devices.map(({ name }) => name);
  let [read, changed] = [0, 0];
  for (const device of devices.filter((name) => spokenDevice(deps.topology, deps.vendors, name))) {
    try {
      const text = await readConfig(deps, device);
      read++;
      if (await deps.store.configs.put({ device, at: deps.clock(), source, planId, text })) changed++;
    } catch (error) {
      deps.log.warn({ device, reason: describeError(error) }, 'the configuration could not be read');
      if (planId !== null && isRetryable(error)) throw error;
    }
  }
  deps.log.info({ source, read, changed }, 'configurations read');
  return { read, changed };
}

/**
 * The executor's account sees the whole configuration; where there is none, as in a network that is only observed, the reading account has to
 * do.
 */
async function readConfig({ sessions, topology, vendors }: ChangesDeps, device: string): Promise<string> {
  try {
    return await sessions.snapshot(device);
  } catch (error) {
    if (!(error instanceof NocturneError) || error.code !== 'credential-missing') throw error;
  }
  const { vendor } = spokenDevice(topology, vendors, device)!;
  const answer = await sessions.read(device, vendor.snapshot.command);
  if (answer.outcome === 'ok') return vendor.snapshot.normalize(answer.text);
  const retryable = answer.outcome === 'failed' && answer.retryable;
  throw new NocturneError('config-unreadable', `${device}: ${answer.reason}`, { retryable });
}

/** Asks for the reading after a plan that changed something. */
export async function scheduleConfigRecord(deps: ChangesDeps, planId: string): Promise<void> {
  if ((await readTimes(deps.store.facts, planId)).startedAt === null) return;
  const key = `record-configs-${planId}`;
  await deps.later.later('record-configs', { planId }, { at: deps.clock(), key });
}

/** The job "record-configs": after a plan, of its devices; without one, of all. */
export async function recordConfigsAfter(deps: ChangesDeps, planId: string | null): Promise<void> {
  if (planId === null) return void (await recordConfigs(deps, { source: 'daily' }));
  const plan = await deps.store.plans.get(planId);
  const devices = [...new Set(plan?.content.steps.map(({ device }) => device))];
  await deps.routes?.forget(devices);
  await recordConfigs(deps, { source: 'after-plan', planId, devices });
}
