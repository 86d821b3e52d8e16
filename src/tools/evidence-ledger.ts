import type { Evidence } from '../domain/evidence.ts';
import { formatPlace, placeKey } from '../domain/place.ts';
import { wrapUntrusted } from '../network/untrusted.ts';

/** A piece of evidence as a model sees it: text that a stranger may have written is wrapped. */
export type SeenEvidence = Pick<Evidence, 'id' | 'text' | 'independent'>;

/** Gives each fact of an investigation one id, E1, E2 …, in the order of discovery. The same fact keeps its id. */
export interface EvidenceLedger {
  add(fact: Omit<Evidence, 'id'>): SeenEvidence;
  all(): Evidence[];
}

export function createEvidenceLedger(earlier: readonly Evidence[] = []): EvidenceLedger {
  const entries = [...earlier];
  const byFact = new Map(entries.map((entry) => [factKey(entry), entry]));
  return {
    add(fact) {
      const known = byFact.get(factKey(fact));
      if (known) return showEvidence(known);
      const entry: Evidence = { id: `E${entries.length + 1}`, ...fact };
      entries.push(entry);
      byFact.set(factKey(entry), entry);
      return showEvidence(entry);
    },
    all: () => [...entries],
  };
}

function showEvidence(entry: Evidence): SeenEvidence {
  const { id, text, independent } = entry;
  const source = formatPlace(entry.place);
  return { id, text: independent ? text : wrapUntrusted(text, { source, maxLength: 320 }), independent };
}

function factKey(fact: Omit<Evidence, 'id'>): string {
  return `${fact.kind}\n${placeKey(fact.place)}\n${fact.text}`;
}
