import { causes, isCauseId } from '../domain/cause.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';

/** What a silence is about. Everything that is given must fit; at least one is. */
export interface SilenceMatch {
  device?: string;
  site?: string;
  /** Id of a cause or of a symptom. */
  cause?: string;
}

/**
 * Whether an incident is what a silence is about. The named place counts, and the far end of its link: work at a device makes trouble at
 * both ends. Places that merely suffer do not count, so that a silence never hides trouble that is named elsewhere.
 */
export function fits(match: SilenceMatch, incident: Incident, topology: Topology): boolean {
  const { place, verdict } = incident;
  const far = otherEnd(topology, place);
  const devices = [place.device, ...(far ? [far.device] : [])];
  const siteOf = (name: string) => topology.devices.find((device) => device.name === name)?.site;
  const { device, site, cause } = match;
  if (device === undefined && site === undefined && cause === undefined) return false;
  if (device !== undefined && !devices.includes(device)) return false;
  if (site !== undefined && !devices.some((name) => siteOf(name) === site)) return false;
  return cause === undefined || verdict?.cause === cause || verdict?.symptom === cause;
}

/** What was meant by the words of a person: names of devices and sites, ids of causes, with `device:`, `site:`, `cause:` where one is ambiguous. */
export type ReadMatch = { ok: true; match: SilenceMatch } | { ok: false; word: string; reason: 'unknown' | 'twice' };

const prefixed = /^(device|site|cause):(.+)$/;

export function readMatch(words: readonly string[], topology: Topology): ReadMatch {
  const match: SilenceMatch = {};
  for (const word of words) {
    const found = readWord(word, topology);
    if (!found) return { ok: false, word, reason: 'unknown' };
    if (match[found.key] !== undefined) return { ok: false, word, reason: 'twice' };
    match[found.key] = found.value;
  }
  return { ok: true, match };
}

function readWord(word: string, topology: Topology): { key: keyof SilenceMatch; value: string } | undefined {
  const [, only, rest] = prefixed.exec(word) ?? [];
  const name = (rest ?? word).toLowerCase();
  const device = topology.devices.find((each) => each.name.toLowerCase() === name)?.name;
  const site = topology.devices.find((each) => each.site.toLowerCase() === name)?.site;
  const cause = isCauseId(name) ? name : causes.find(({ symptom }) => symptom === name)?.symptom;
  const found = { device, site, cause };
  for (const key of ['device', 'site', 'cause'] as const) {
    const value = found[key];
    if (value !== undefined && (only === undefined || only === key)) return { key, value };
  }
  return undefined;
}

/** All words that `readMatch` knows, for those who mistyped one. */
export function matchWords(topology: Topology): string[] {
  const sites = topology.devices.map(({ site }) => site);
  return [...new Set([...topology.devices.map(({ name }) => name), ...sites, ...causes.map(({ id }) => id)])];
}
