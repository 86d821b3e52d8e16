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

const parts = /^([a-z][a-z-]*?)[ -]?(\d.*)$/;
/** Unit 0 of a physical port, as Junos and SR Linux write it: counters of both are those of the port. */
const unitZero = /^([a-z]+-\d+(?:\/\d+)+(?::\d+)?)\.0$/;

/**
 * What two spellings of one interface of a device have in common: `Gi1` and `GigabitEthernet1`, `xe-0/0/0.0` and `xe-0/0/0`. It compares names of
 * one device only, and is no name itself. Where a device really has both spellings, the exact one counts: compare that first.
 */
export function interfaceKey(name: string): string {
  const lower = name.trim().toLowerCase();
  const port = unitZero.exec(lower)?.[1] ?? lower;
  const [, letters, numbers] = parts.exec(port) ?? [];
  if (letters === undefined || numbers === undefined) return port;
  return `${classOf.get(letters) ?? letters} ${numbers}`;
}

/** Whether one name is the short spelling of the other. */
export function isLongerSpelling(name: string, than: string): boolean {
  return name.length > than.length && interfaceKey(name) === interfaceKey(than);
}
