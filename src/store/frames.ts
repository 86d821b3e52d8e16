/**
 * The PostgreSQL wire protocol, as much of it as sharing one backend needs.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Frame {
  /** The type byte as a letter; empty for the startup packet, which has none. */
  type: string;
  /** The whole message, header included. */
  bytes: Uint8Array;
}

const text = new TextDecoder();
const utf8 = new TextEncoder();

export function joinBytes(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function lengthAt(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getUint32(0);
}

/** Cuts whole messages off the front; what is left is the beginning of one that has not arrived completely. */
export function cutFrames(bytes: Uint8Array): { frames: Frame[]; rest: Uint8Array } {
  const frames: Frame[] = [];
  let start = 0;
  while (start + 5 <= bytes.length) {
    const end = start + 1 + lengthAt(bytes, start + 1);
    if (end > bytes.length) break;
    frames.push({ type: String.fromCharCode(bytes[start]!), bytes: bytes.subarray(start, end) });
    start = end;
  }
  return { frames, rest: bytes.subarray(start) };
}

/** Reads what a client sends, chunk by chunk. The first message is the startup packet. */
export function createFrameReader(): (chunk: Uint8Array) => Frame[] {
  let rest: Uint8Array = new Uint8Array(0);
  let started = false;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : joinBytes([rest, chunk]);
    const frames: Frame[] = [];
    if (!started && rest.length >= 4 && rest.length >= lengthAt(rest, 0)) {
      frames.push({ type: '', bytes: rest.subarray(0, lengthAt(rest, 0)) });
      rest = rest.subarray(lengthAt(rest, 0));
      started = true;
    }
    if (!started) return frames;
    const cut = cutFrames(rest);
    rest = cut.rest;
    return [...frames, ...cut.frames];
  };
}

/** The zero-terminated string at an offset, and where the next field begins. */
function cString(bytes: Uint8Array, offset: number): { value: string; next: number } {
  const end = bytes.indexOf(0, offset);
  return { value: text.decode(bytes.subarray(offset, end)), next: end + 1 };
}

export function frame(type: string, ...fields: (string | number | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const body = joinBytes(
    fields.map((field) =>
      typeof field === 'string' ? utf8.encode(`${field}\0`) : typeof field === 'number' ? int32(field) : field,
    ),
  );
  return joinBytes([utf8.encode(type), int32(body.length + 4), body]);
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}

/** The SQL of a Query or Parse message; undefined for every other. */
export function sqlOf({ type, bytes }: Frame): string | undefined {
  if (type === 'Q') return cString(bytes, 5).value;
  if (type === 'P') return cString(bytes, cString(bytes, 5).next).value;
  return undefined;
}

/**
 * Gives the prepared statement that a Parse, Bind, Describe or Close names another name. Unnamed statements and every other message are
 * returned as they are. `rename` is called with the client's own name.
 */
export function renameStatement(message: Frame, rename: (name: string) => string): Uint8Array {
  const { type, bytes } = message;
  const at = statementOffset(message);
  if (at === undefined) return bytes;
  const { value, next } = cString(bytes, at);
  if (value === '') return bytes;
  return frame(type, bytes.subarray(5, at), rename(value), bytes.subarray(next));
}

function statementOffset({ type, bytes }: Frame): number | undefined {
  if (type === 'P') return 5;
  if (type === 'B') return cString(bytes, 5).next;
  if (type === 'D' || type === 'C') return bytes[5] === 'S'.charCodeAt(0) ? 6 : undefined;
  return undefined;
}

/** The channel of a NotificationResponse. */
export function channelOf({ bytes }: Frame): string {
  return cString(bytes, 9).value;
}

/** What a server answers to a startup packet: welcome, no password, your backend number, ready. */
export function welcome(session: number): Uint8Array<ArrayBuffer> {
  return joinBytes([
    frame('R', 0),
    frame('S', 'client_encoding', 'UTF8'),
    frame('K', session, 0),
    frame('Z', utf8.encode('I')),
  ]);
}

/** An ErrorResponse after which the server closes the connection. */
export function fatal(code: string, message: string): Uint8Array<ArrayBuffer> {
  return frame('E', utf8.encode(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`));
}
