import type { Random } from '../../demo/network/world/random.ts';

/** What became of one run of the product under one fault. Empty lists are what all three must be. */
export interface Run {
  /** Promises that were not kept: an incident that was never posted, a message or an answer that never came, a broken audit. */
  lost: string[];
  /** Messages that stand twice, and lines that a device got twice. */
  doubled: string[];
  /** What never goes on by itself, and what was running for too long. */
  stuck: string[];
  /** From the fault until the story went on, which includes what that step takes undisturbed. Null when nothing was left to go on. */
  recoverSeconds: number | null;
  /** How it ended, in a word or two. */
  seen: string;
  /** Folder with logs, journal and records, of a run in which something went wrong. */
  evidence?: string;
}

/** Whether a promise was broken. */
export const isBroken = ({ lost, doubled, stuck }: Run) => lost.length + doubled.length + stuck.length > 0;

/** One row of the table: a fault at one moment. */
export interface Fault {
  /** Name for `--only`. */
  fault: string;
  moment: string;
  /** How often it is tried; the kills are shared out among the stories. */
  runs(kills: number): number;
  /** Why it can't be tried on this machine; undefined when it can. */
  missing?(): string | undefined;
  /** Tries it once. `random` belongs to this run alone. */
  run(index: number, random: Random): Promise<Run>;
}

/** Rows are known by this in the file of results. */
export const rowKey = ({ fault, moment }: Pick<Fault, 'fault' | 'moment'>) => `${fault} · ${moment}`;
