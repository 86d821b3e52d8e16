/** Where something is: a device, or one interface of it. */
export interface Place {
  device: string;
  interface: string | null;
}

/** `Router-A eth1` or `Router-A`. */
export function formatPlace(place: Place): string {
  return place.interface === null ? place.device : `${place.device} ${place.interface}`;
}

/** A key for maps. No device or interface name holds a tab. */
export function placeKey(place: Place): string {
  return `${place.device}\t${place.interface ?? ''}`;
}

/** The place of such a key. */
export function placeOfKey(key: string): Place {
  const [device, port] = key.split('\t') as [string, string];
  return { device, interface: port === '' ? null : port };
}

export function samePlace(a: Place, b: Place): boolean {
  return a.device === b.device && a.interface === b.interface;
}
