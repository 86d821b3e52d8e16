/** Spellings of one kind of port, the short form last: what IOS, IOS-XE, IOS-XR, NX-OS, EOS and SR Linux write for it. */
const spellings = [
  ['ethernet', 'eth', 'et', 'e'],
  ['fastethernet', 'fas', 'fa'],
  ['gigabitethernet', 'gigabitethernetport', 'gige', 'gig', 'gi'],
  ['twogigabitethernet', 'tw'],
  ['fivegigabitethernet', 'fi'],
  ['tengigabitethernet', 'tengige', 'ten', 'te'],
  ['twentyfivegige', 'twentyfivegigabitethernet', 'twe', 'tf'],
  ['fortygigabitethernet', 'fortygige', 'for', 'fo'],
  ['fiftygige', 'fiftygigabitethernet', 'fif'],
  ['hundredgige', 'hundredgigabitethernet', 'hun', 'hu'],
  ['twohundredgige', 'twohundredgigabitethernet', 'th'],
  ['fourhundredgige', 'fourhundredgigabitethernet', 'fh'],
  ['appgigabitethernet', 'ap'],
  ['bundle-ether', 'be'],
  ['port-channel', 'portchannel', 'po'],
  ['loopback', 'loop', 'lo'],
  ['management', 'mgmteth', 'mgmt', 'ma', 'mg'],
  ['vlan', 'vla', 'vl'],
  ['tunnel', 'tun', 'tu'],
  ['tunnel-te', 'tt'],
  ['serial', 'ser', 'se'],
  ['vxlan', 'vx'],
  ['bvi'],
  ['nve'],
];

const classOf = new Map(spellings.flatMap((same) => same.map((spelling) => [spelling, same.at(-1)!] as const)));
/** Long names, each with its class: people cut them anywhere (`TenGig1/1/1`). */
const longNames = spellings.flatMap((same) =>
  same.filter((name) => name.length > 6).map((name) => [name, same.at(-1)!] as const),
);
/** As short as this a name may be a kind of its own, as `man` and `port` are elsewhere. */
const shortestCut = 5;

const parts = /^([a-z][a-z-]*?)[ -]?(\d.*)$/;
/** Unit 0 of a port, a group or a port of the system, as Junos and SR Linux write it: counters of both are those of the port. */
const unitZero = /^([a-z]+-\d+(?:\/\d+)+(?::\d+)?|(?:ae|reth|lo|em|fxp|me|mgmt|lag|system)\d+)\.0$/;

/** `xe-0/0/0.0` and `ae0.0`, which are the port itself. */
export const isUnitZero = (name: string): boolean => unitZero.test(name.trim().toLowerCase());

/**
 * What two spellings of one interface of a device have in common: `Gi1` and `GigabitEthernet1`, `xe-0/0/0.0` and `xe-0/0/0`. It compares names of
 * one device only, and is no name itself. Where a device really has both spellings, the exact one counts: compare that first.
 */
export function interfaceKey(name: string): string {
  const lower = name.trim().toLowerCase();
  const port = unitZero.exec(lower)?.[1] ?? lower;
  const [, letters, numbers] = parts.exec(port) ?? [];
  if (letters === undefined || numbers === undefined) return port;
  return `${classOf.get(letters) ?? classOfCut(letters) ?? letters} ${numbers}`;
}

/** The class of a long name that was cut off, when it can be one only. */
function classOfCut(letters: string): string | undefined {
  if (letters.length < shortestCut) return undefined;
  const classes = new Set(longNames.flatMap(([name, own]) => (name.startsWith(letters) ? [own] : [])));
  return classes.size === 1 ? [...classes][0] : undefined;
}

/** Whether one name is the short spelling of the other. */
export function isLongerSpelling(name: string, than: string): boolean {
  return name.length > than.length && interfaceKey(name) === interfaceKey(than);
}
