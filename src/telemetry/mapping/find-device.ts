import type { Point } from '../point.ts';
import { hostOf, isLoopback, nameKey } from './address.ts';
import type { KnownNames } from './known-names.ts';
import { tagWords } from './tag-words.ts';

export interface DeviceTags {
  deviceTags: readonly string[];
  deviceNames: ReadonlyMap<string, string>;
}

/** What a rule for one measurement says of the tags that name the device. */
export interface RuleDeviceTags {
  /** Tags that name what was asked: where one is present, it alone names the device. */
  targetTags?: readonly string[];
  deviceTags?: readonly string[];
  isBuiltIn?: boolean;
}

export interface FoundDevice {
  /** Name in the inventory; what the sender calls it when the inventory has no such device, or nothing is known of the inventory. */
  device: string;
  /** False when there is an inventory and it does not have the device. */
  known: boolean;
  /** The tag that named the device. */
  by: string;
}

/** Tags of a sender that asks others: beside one of these, `host` is the machine that asked. */
const askedDevice = ['agent_host', 'source', 'target', 'agent', 'agent_address', 'system_id', 'sysName'];
const asked = [...askedDevice, 'url', 'server', 'address'];
/** Tags that no list has and that may name the device, by their words. */
const nameLike =
  /(^|[_./@-])(device|host|hostname|sysname|system|node|nodename|router|switch|agent|source|target|name|instance|address|ip|fqdn|element|equipment|url|server)([_.-]?(name|id|address|ip|host))?$/;
/** Tags that name somebody else. */
const aboutOthers =
  /neighbou?r|peer|remote|lldp|cdp|next.?hop|gateway|dst|dest|src|upstream|collector|exporter|poller|nms|proxy|relay|client|container|interface|(^|[_/@.-])if|port|vrf|vlan|path|sensor|component|queue|process|pool|disk/;
/** What Linux and BSD call disks and file systems, which senders put into a tag `device`. */
const blockDevice =
  /^(\/dev\/.*|(sd|hd|vd|xvd)[a-z]+\d*|nvme\d+(n\d+)?(p\d+)?|mmcblk\d+(p\d+)?|(dm-|md|loop|sr)\d+|tmpfs|devtmpfs|overlay|rootfs)$/;

/**
 * Which device a line is about. `known` null: there is no inventory to compare with, and the first tag of each list that is present counts. Undefined
 * when no tag names a device.
 */
export function findDevice(
  point: Point,
  rule: RuleDeviceTags | undefined,
  { deviceTags, deviceNames }: DeviceTags,
  known: KnownNames | null,
): FoundDevice | undefined {
  const rename = (sent: string) => deviceNames.get(nameKey(sent));
  const inInventory = (sent: string) => {
    const renamed = rename(sent);
    return renamed === undefined ? known?.device(sent) : (known?.device(renamed) ?? renamed);
  };
  const candidates = candidatesOf(point, rule, deviceTags);
  if (known) {
    for (const tag of candidates) {
      const device = inInventory(point.tags.get(tag)!);
      if (device !== undefined) return { device, known: known.device(device) !== undefined, by: tag };
    }
  }
  const [by] = candidates;
  if (by === undefined) return undefined;
  const sent = point.tags.get(by)!;
  return { device: rename(sent) ?? hostOf(sent), known: known === null, by };
}

const isFilled = (tags: ReadonlyMap<string, string>, tag: string) => (tags.get(tag) ?? '') !== '';
const names = (tags: ReadonlyMap<string, string>, among: readonly string[]) =>
  among.some((tag) => isFilled(tags, tag) && !isLoopback(tags.get(tag)!));

/** Whether a line is about a device that somebody else asked, and not about the machine of the sender. */
export const isAskedDevice = (tags: ReadonlyMap<string, string>): boolean => names(tags, askedDevice);

/** Tags that may name the device, the surest first. A machine that calls itself localhost is the one in `host`, if there is one. */
function candidatesOf({ tags }: Point, rule: RuleDeviceTags | undefined, deviceTags: readonly string[]): string[] {
  const filled = (tag: string) => isFilled(tags, tag);
  const own = ownTags(rule, filled, isAskedDevice(tags));
  if (own) return own;
  const isAsked = names(tags, asked);
  const listed = deviceTags.filter((tag) => filled(tag) && !(isAsked && tag === 'host'));
  const others = [...tags.keys()].filter((tag) => filled(tag) && isNameLike(tag) && !deviceTags.includes(tag));
  const isDevice = (tag: string) => !(tag === 'device' && blockDevice.test(tags.get(tag)!));
  return [listed, others].flatMap((group) => lastLoopbacks(group.filter(isDevice), tags));
}

const lastLoopbacks = (group: readonly string[], tags: ReadonlyMap<string, string>) =>
  [false, true].flatMap((wanted) => group.filter((tag) => isLoopback(tags.get(tag)!) === wanted));

/**
 * The tags of the rule for this measurement. A built-in rule about the machine that Telegraf runs on is not about a device that was asked: somebody
 * called a table of it `disk` or `temp`.
 */
function ownTags(
  rule: RuleDeviceTags | undefined,
  filled: (tag: string) => boolean,
  isAsked: boolean,
): string[] | undefined {
  const targets = rule?.targetTags?.filter(filled) ?? [];
  if (targets.length > 0) return targets;
  const own = rule?.deviceTags?.filter(filled);
  return rule?.isBuiltIn && (isAsked || own?.length === 0) ? undefined : own;
}

function isNameLike(tag: string): boolean {
  const words = tagWords(tag);
  return nameLike.test(words) && !aboutOthers.test(words);
}
