/** Messages of BGP-4 (RFC 4271) that a neighbour needs who announces routes and listens to nothing. */
const marker = Buffer.alloc(16, 0xff);
const types = { open: 1, update: 2, keepalive: 4 } as const;

function message(type: keyof typeof types, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(3);
  head.writeUInt16BE(19 + body.length);
  head.writeUInt8(types[type], 2);
  return Buffer.concat([marker, head, body]);
}

const octets = (address: string) => Buffer.from(address.split('.').map(Number));
const u16 = (...values: number[]) => {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) buffer.writeUInt16BE(value, 2 * i);
  return buffer;
};

/** Version 4, with no options: so autonomous systems have two bytes. */
export const openMessage = (as: number, id: string): Buffer =>
  message('open', Buffer.concat([Buffer.from([4]), u16(as, 180), octets(id), Buffer.from([0])]));

export const keepaliveMessage = (): Buffer => message('keepalive');

/** Announces one /32 with many communities that no other route has. `number` counts the routes, from 0 on. */
export function updateMessage(route: { as: number; nextHop: string; number: number; communities: number }): Buffer {
  const { number } = route;
  const attribute = (flags: number, type: number, value: Buffer) =>
    flags & 0x10
      ? Buffer.concat([Buffer.from([flags, type]), u16(value.length), value])
      : Buffer.concat([Buffer.from([flags, type, value.length]), value]);
  const communities = Array.from({ length: route.communities }, (_, i) => [
    1 + (number % 60_000),
    1 + ((Math.floor(number / 60_000) * route.communities + i) % 65_000),
  ]);
  const attributes = Buffer.concat([
    attribute(0x40, 1, Buffer.from([0])),
    attribute(0x40, 2, Buffer.concat([Buffer.from([2, 1]), u16(route.as)])),
    attribute(0x40, 3, octets(route.nextHop)),
    attribute(0xd0, 8, u16(...communities.flat())),
  ]);
  const prefix = Buffer.from([32, 100, 64 + ((number >> 16) & 63), (number >> 8) & 255, number & 255]);
  return message('update', Buffer.concat([u16(0, attributes.length), attributes, prefix]));
}
