/**
 * A recording is a folder: samples.lp[.gz] (line protocol; ours says `# precision=ms` first), topology.yaml, events.jsonl, optional labels.csv
 * (start,end,device,interface,cause) and cli/<device>.txt.
 */
export const recordingFiles = {
  samples: 'samples.lp',
  topology: 'topology.yaml',
  events: 'events.jsonl',
  labels: 'labels.csv',
  cli: 'cli',
} as const;

/** One labelled span of a recording, both ends included, milliseconds since 1970. */
export interface Label {
  start: number;
  end: number;
  device: string;
  interface: string | null;
  cause: string;
}

/** A span, both ends included, in which a fault acted of which nobody knows the cause or the place: nothing in it is ordinary. */
export interface Unexplained {
  start: number;
  end: number;
}

/** What is known of the labels at a moment: those that began before it, cut off there. */
export function labelsBefore(labels: readonly Label[], until: number): Label[] {
  return labels
    .filter(({ start }) => start < until)
    .map((label) => ({ ...label, end: Math.min(label.end, until - 1) }));
}
