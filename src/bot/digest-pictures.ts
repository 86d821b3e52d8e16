import { chartOfBusy, chartOfWorse } from '../digests/digest-charts.ts';
import { type DigestLook, linkWords, worseWords } from '../digests/digest-phrases.ts';
import type { HistoryPorts } from '../digests/gather-history.ts';
import type { Digest } from '../domain/digest.ts';
import type { AttachedFile } from './message-facts.ts';
import type { Pictures } from './pictures.ts';

/** A picture in the thread of a digest. */
export interface DigestPicture {
  /** Names it among those of the digest. */
  part: string;
  words(look: DigestLook): string;
  draw(pictures: Pick<Pictures, 'upload'>): Promise<AttachedFile | undefined>;
}

/** What people would rather see than read: what got worse, and what is expected of the busiest links. */
export function picturesOf(digest: Digest, ports: Omit<HistoryPorts, 'topology'>): DigestPicture[] {
  return [
    ...digest.worse.map(
      (one, i): DigestPicture => ({
        part: `worse-${i + 1}`,
        words: () => `Worse than the week before: ${worseWords(one)}`,
        async draw(pictures) {
          const chart = await chartOfWorse(ports.history, one, digest);
          return chart ? pictures.upload('incident', chart, fileOf(`worse-${i + 1}`)) : undefined;
        },
      }),
    ),
    ...digest.busiest.map(
      (link, i): DigestPicture => ({
        part: `busy-${i + 1}`,
        words: (look) => `Busiest: ${linkWords(link, look)}`,
        async draw(pictures) {
          const chart = await chartOfBusy(ports, link, digest);
          return chart ? pictures.upload('forecast', chart, fileOf(`busy-${i + 1}`)) : undefined;
        },
      }),
    ),
  ];
}

const fileOf = (part: string) => ({ filename: `digest-${part}.png`, title: part });
