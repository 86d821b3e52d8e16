/** BullMQ takes no colon and no plain number as an id of one's own. */
export function toJobId(key: string): string {
  return `key-${encodeURIComponent(key)}`;
}

/** The key that a job was asked for with; BullMQ's own id for the run of a schedule. */
export function fromJobId(id = ''): string {
  return id.startsWith('key-') ? decodeURIComponent(id.slice(4)) : id;
}
