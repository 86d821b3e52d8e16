import { interfaceKey, isLongerSpelling } from '../../domain/interface-name.ts';
import type { Point } from '../point.ts';
import { hostOf, type KnownNames } from './known-names.ts';

/** The tags of a rule for one measurement stand in place of the others. */
export interface RuleTags {
  /** Tags that name what was asked: where one is present, it alone names the device. */
  targetTags?: readonly string[];
  deviceTags?: readonly string[];
  interfaceTags?: readonly string[];
}

/** What a line says about where it was measured. */
export interface FoundPlace {
  /** Name in the inventory; what the sender calls it when the inventory has no such device, or nothing is known of the inventory. */
  device: string;
  /** False when there is an inventory and it does not have the device. */
  known: boolean;
  /** The tag that named the device. */
  by: string;
  /** Null for the whole device. */
  interface: string | null;
  /** False when the inventory knows the device and not this interface. */
  knownInterface: boolean;
  /** The line names its interface by a number only, and nothing told whose number it is. */
  numberOnly: string | null;
  /** Counters of unit 0, which are those of the port: they count when the port's own are not sent. */
  isUnitZero: boolean;
}

export interface PlaceTags {
  deviceTags: readonly string[];
  interfaceTags: readonly string[];
  deviceNames: ReadonlyMap<string, string>;
}

/** Tags of a sender that asks others: beside one of these, `host` is the machine that asked. */
const asked = ['agent_host', 'source', 'target', 'agent', 'url', 'server', 'address', 'agent_address'];
/** Tags that no list has and that may name the device, by their words. */
const nameLike =
  /(^|[_./@-])(device|host|hostname|sysname|system|node|nodename|router|switch|agent|source|target|name|instance|address|ip|fqdn|element|equipment)([_.-]?(name|id|address|ip))?$/i;
/** Tags that name somebody else. */
const aboutOthers =
  /neighbou?r|peer|remote|lldp|cdp|next.?hop|gateway|dst|dest|upstream|collector|exporter|interface|(^|[_/@.-])if|port|vrf|vlan|path|sensor|component|queue|process|pool|disk/i;

const interfaceNumberTags = ['ifIndex', 'if_index', 'ifindex', 'interface_index'];
/** Tags that name an interface only where the line is about interfaces. */
const weakInterfaceTags = ['name', 'port', 'port_name', 'portName', 'interfaceName', 'port_id'];
const interfaceKeyTag = /(^|\/)interfaces?(\/interface)?(\/@name|\[name\]|_name)$/;
const subinterfaceTags = ['subinterface_index', '/interfaces/interface/subinterfaces/subinterface/@index'];
const unitTags = ['index', 'unit'];
const aboutInterfaces =
  /^(if|in|out|rx|tx)[A-Z_-]|octets|(^|[/_-])(oper|admin)[_-]?(status|state)|interfaces?([/:[]|$)/;
const looksLikePort = /^[a-z]+(-[a-z]+)?[ -]?\d+([/.:]\d+)*$/i;
const unitZero = /\d\/\d.*\.0$/;

/** Finds places by tags. It learns which name an interface number stands for from lines that carry both. */
export interface PlaceFinder {
  /** Undefined when no tag names a device. */
  find(point: Point, rule: RuleTags | undefined): FoundPlace | undefined;
  /** Grows whenever something was learned about a device by which an earlier answer may be another one now. */
  generation(device: string): number;
}

/** `known` null: there is no inventory to compare with, and the first tag of each list that is present counts. */
export function createPlaceFinder(tags: PlaceTags, known: KnownNames | null, limit = 100_000): PlaceFinder {
  const numbers = new Map<string, string>();
  const spelled = new Map<string, string>();
  const generations = new Map<string, number>();

  function learn(names: Map<string, string>, device: string, key: string, name: string): void {
    const whole = `${device}\t${key}`;
    if (names.get(whole) === name) return;
    if (names.size >= limit) names.clear();
    if (generations.size >= limit) generations.clear();
    names.set(whole, name);
    generations.set(device, (generations.get(device) ?? 0) + 1);
  }

  const rename = (sent: string) => tags.deviceNames.get(sent) ?? tags.deviceNames.get(hostOf(sent));
  const inInventory = (sent: string) => {
    const renamed = rename(sent);
    return renamed === undefined ? known?.device(sent) : (known?.device(renamed) ?? renamed);
  };

  function findDevice(
    point: Point,
    rule: RuleTags | undefined,
  ): Pick<FoundPlace, 'device' | 'known' | 'by'> | undefined {
    const targets = rule?.targetTags?.filter((tag) => filled(point, tag)) ?? [];
    const own = targets.length > 0 ? targets : rule?.deviceTags;
    const listed = own ?? tags.deviceTags;
    const isAsked = own === undefined && asked.some((tag) => point.tags.has(tag));
    const present = listed.filter((tag) => filled(point, tag) && !(isAsked && tag === 'host'));
    const others = own ? [] : [...point.tags.keys()].filter((tag) => isNameLike(tag) && !listed.includes(tag));
    if (known) {
      for (const tag of [...present, ...others]) {
        const device = inInventory(point.tags.get(tag)!);
        if (device !== undefined) return { device, known: known.device(device) !== undefined, by: tag };
      }
    }
    const by = present[0] ?? others[0];
    if (by === undefined) return undefined;
    const sent = point.tags.get(by)!;
    return { device: rename(sent) ?? hostOf(sent), known: known === null, by };
  }

  function namesOfInterface(point: Point, rule: RuleTags | undefined): { strong: string[]; weak: string[] } {
    const values = (names: readonly string[]) =>
      names.flatMap((tag) => (filled(point, tag) ? [point.tags.get(tag)!] : [])).filter((value) => value !== 'all');
    const strong = values(rule?.interfaceTags ?? tags.interfaceTags);
    if (rule?.interfaceTags) return { strong, weak: [] };
    strong.push(...values([...point.tags.keys()].filter((tag) => interfaceKeyTag.test(tag))));
    return { strong, weak: values(weakInterfaceTags) };
  }

  function findInterface(point: Point, rule: RuleTags | undefined, device: string) {
    const { strong, weak } = namesOfInterface(point, rule);
    const number = rule?.interfaceTags
      ? undefined
      : interfaceNumberTags.map((tag) => point.tags.get(tag)).find(Boolean);
    const unit = strong.length + weak.length === 0 ? undefined : unitOf(point);
    const withUnit = (name: string) => (unit === undefined || unit === '0' ? name : `${name}.${unit}`);
    const isUnitZero = unit === '0' || (unit === undefined && [...strong, ...weak].some((name) => unitZero.test(name)));
    const inThe = known && [...strong, ...weak].map((sent) => known.interface(device, withUnit(sent))).find(Boolean);
    const usable = inThe ? [] : [...strong, ...weak.filter((name) => strong.length === 0 && isPort(point, name))];
    const chosen = inThe || longest(usable);
    if (chosen === undefined) {
      if (number === undefined) return noInterface;
      const name = numbers.get(`${device}\t${number}`);
      return name === undefined ? { ...noInterface, numberOnly: number } : { ...noInterface, interface: name };
    }
    const name = inThe ? chosen : withUnit(chosen);
    const key = interfaceKey(name);
    const spelling = spelled.get(`${device}\t${key}`);
    const kept = inThe || spelling === undefined || isLongerSpelling(name, spelling) ? name : spelling;
    learn(spelled, device, key, kept);
    if (number !== undefined && unit === undefined) learn(numbers, device, number, kept);
    return { interface: kept, knownInterface: Boolean(inThe) || known === null, numberOnly: null, isUnitZero };
  }

  return {
    generation: (device) => generations.get(device) ?? 0,
    find(point, rule) {
      const found = findDevice(point, rule);
      if (!found) return undefined;
      // Nothing of a stranger is used, and so nothing is learned of its ports.
      return { ...found, ...(found.known || known === null ? findInterface(point, rule, found.device) : noInterface) };
    },
  };
}

/** The device as a whole. */
const noInterface = { interface: null, knownInterface: true, numberOnly: null, isUnitZero: false };

const filled = (point: Point, tag: string) => (point.tags.get(tag) ?? '') !== '';
const isNameLike = (tag: string) => nameLike.test(tag) && !aboutOthers.test(tag);

/** The number of a subinterface of OpenConfig; 0 is the port itself. */
function unitOf(point: Point): string | undefined {
  const listed = subinterfaceTags.map((tag) => point.tags.get(tag)).find((value) => value !== undefined);
  if (listed !== undefined) return listed;
  const isAboutUnits = [point.measurement, point.tags.get('path') ?? '', ...point.fields.keys()].some((text) =>
    text.includes('subinterface'),
  );
  return isAboutUnits ? unitTags.map((tag) => point.tags.get(tag)).find((value) => value !== undefined) : undefined;
}

/** Whether a name that may be anything is that of an interface here. */
function isPort(point: Point, name: string): boolean {
  const texts = [point.measurement, point.tags.get('path') ?? '', ...point.fields.keys()];
  return (
    texts.some((text) => aboutInterfaces.test(text)) && (looksLikePort.test(name) || /interface/.test(texts.join(' ')))
  );
}

/** The first, or a longer spelling of it: commands need the long one. */
function longest(names: readonly string[]): string | undefined {
  const [first] = names;
  return first === undefined ? undefined : (names.find((name) => isLongerSpelling(name, first)) ?? first);
}
