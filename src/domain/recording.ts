import type { Place } from './place.ts';

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

/**
 * A span, both ends included, in which a fault acted of which nobody knows the cause: nothing in it is ordinary. Where it is known which places
 * suffered, the others have come to rest an hour after its start: a port that is down for weeks must not leave a week without ordinary time.
 */
export interface Unexplained {
  start: number;
  end: number;
  places?: readonly Place[];
}

/** What is known of the labels at a moment: those that began before it, cut off there. */
export function labelsBefore(labels: readonly Label[], until: number): Label[] {
  return labels
    .filter(({ start }) => start < until)
    .map((label) => ({ ...label, end: Math.min(label.end, until - 1) }));
}
