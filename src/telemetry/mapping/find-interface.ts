import { interfaceKey, isLongerSpelling, isUnitZero } from '../../domain/interface-name.ts';
import type { Point } from '../point.ts';
import { basesOf, pathOf } from './field-names.ts';
import type { KnownNames } from './known-names.ts';
import { tagWords } from './tag-words.ts';

export interface FoundInterface {
  /** Null for the whole device. */
  interface: string | null;
  /** False when the inventory knows the device and not this interface. */
  knownInterface: boolean;
  /** The line names its interface by a number only, and nothing told whose number it is. */
  numberOnly: string | null;
  /** Counters of unit 0, which are those of the port: they count when the port's own are not sent. */
  isUnitZero: boolean;
}

/** The device as a whole. */
export const noInterface: FoundInterface = {
  interface: null,
  knownInterface: true,
  numberOnly: null,
  isUnitZero: false,
};

/** Fields with the name of the interface, where a table is sent without tags. */
export const nameFields = ['ifName', 'ifDescr'] as const;

const numberTags = ['ifIndex', 'if_index', 'ifindex', 'interface_index'];
/** Tags that name an interface wherever they are, by their words. */
const interfaceWords = /^(if|intf|interface)[_-]?(name|descr|id)$|^(intf|interface)$/;
const listKey = /(^|[/_])interfaces?(\/interface)?(\/@name|\[name\]|_name|_interface-id)$/;
/** Tags that name an interface only where the line is about interfaces. */
const weakTags = ['name', 'port', 'port_name', 'portName', 'port_id'];
const subinterfaceTags = ['subinterface_index', '/interfaces/interface/subinterfaces/subinterface/@index'];
const unitTags = ['index', 'unit'];
const aboutInterfaces =
  /^(if|in|out|rx|tx)[A-Z_-]|octets|(^|[/_-])(oper|admin)[_-]?(status|state)|(^|\/)interfaces?(\/|$)|^interface/;
/** Where `name` is that of a routing table. */
const aboutInstances = /^\/?network-instances?(\/|$)/;
const interfaceObject = /^if(HC)?[A-Z]/;
const looksLikePort = /^[a-z]+(-[a-z]+)?[ -]?\d+([/.:]\d+)*$/i;

/** Finds interfaces. It learns which name a number stands for from lines that carry both. */
export interface InterfaceFinder {
  /** The interface of a device that a line is about. `interfaceTags` are those of a rule, in place of all others. */
  find(point: Point, device: string, interfaceTags: readonly string[] | undefined): FoundInterface;
  /** Grows whenever something was learned about a device by which an earlier answer may be another one now. */
  generation(device: string): number;
}

export function createInterfaceFinder(
  interfaceTags: readonly string[],
  known: KnownNames | null,
  limit: number,
): InterfaceFinder {
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

  function namesOfInterface(point: Point, own: readonly string[] | undefined): { strong: string[]; weak: string[] } {
    const values = (tags: readonly string[]) =>
      tags.flatMap((tag) => (filled(point, tag) ? [point.tags.get(tag)!] : [])).filter((value) => value !== 'all');
    if (own) return { strong: values(own), weak: [] };
    const further = [...point.tags.keys()].filter(
      (tag) => interfaceWords.test(tagWords(tag)) || listKey.test(tag) || listKey.test(pathOf(tag)),
    );
    const fields = nameFields.map((field) => point.fields.get(field));
    const texts = fields.filter((text): text is string => typeof text === 'string' && text !== '');
    return { strong: [...new Set([...values(interfaceTags), ...values(further), ...texts])], weak: values(weakTags) };
  }

  return {
    generation: (device) => generations.get(device) ?? 0,
    find(point, device, own) {
      const { strong, weak } = namesOfInterface(point, own);
      const names = [...strong, ...weak];
      const number = own ? undefined : numberOf(point);
      const unit = names.length === 0 ? undefined : unitOf(point);
      const withUnit = (name: string) => (unit === undefined || unit === '0' ? name : `${name}.${unit}`);
      const inThe =
        known &&
        (names.map((sent) => (unit === '0' ? known.exactInterface(device, `${sent}.0`) : undefined)).find(Boolean) ??
          names.map((sent) => known.interface(device, withUnit(sent))).find(Boolean));
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
      return {
        interface: kept,
        knownInterface: Boolean(inThe) || known === null,
        numberOnly: null,
        isUnitZero: unit === '0' || (unit === undefined && names.some(isUnitZero)),
      };
    },
  };
}

const filled = (point: Point, tag: string) => (point.tags.get(tag) ?? '') !== '';
const textsOf = (point: Point) => [point.measurement, point.tags.get('path') ?? '', ...point.fields.keys()];

/** The number of the row in the tables of the IF-MIB; Telegraf's `index_as_tag` calls it `index`. */
function numberOf(point: Point): string | undefined {
  const number = numberTags.map((tag) => point.tags.get(tag)).find(Boolean);
  if (number !== undefined) return number;
  return [...point.fields.keys()].some((field) => interfaceObject.test(field)) ? point.tags.get('index') : undefined;
}

/** The number of a subinterface of OpenConfig; 0 is the port itself. */
function unitOf(point: Point): string | undefined {
  const listed = subinterfaceTags.map((tag) => point.tags.get(tag)).find((value) => value !== undefined);
  if (listed !== undefined) return listed;
  const isAboutUnits = textsOf(point).some((text) => text.includes('subinterface'));
  return isAboutUnits ? unitTags.map((tag) => point.tags.get(tag)).find((value) => value !== undefined) : undefined;
}

/** Whether a name that may be anything is that of an interface here. */
function isPort(point: Point, name: string): boolean {
  const texts = textsOf(point);
  const isInterfaceTable = [...basesOf(point), ...texts].some((text) =>
    /^\/?interfaces?(-state)?(\/|$)/.test(pathOf(text)),
  );
  const paths = texts.map(pathOf);
  if (paths.some((path) => aboutInstances.test(path))) return false;
  return paths.some((path) => aboutInterfaces.test(path)) && (isInterfaceTable || looksLikePort.test(name));
}

/** The first, or a longer spelling of it: commands need the long one. */
function longest(names: readonly string[]): string | undefined {
  const [first] = names;
  return first === undefined ? undefined : (names.find((name) => isLongerSpelling(name, first)) ?? first);
}
