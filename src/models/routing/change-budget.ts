/** The cap counts over this many slices. */
export const capSlices = 100;
/** What is put by at the most, as a number of changes. */
const mostSaved = 12;
/** Of what the cap allows, this share comes back; the rest keeps any window below the cap after a burst. */
const returned = 0.9;
/** How much dearer a change becomes with each one that is no longer saved. */
const dearerPerChange = 1.2;
/** With this share of the savings left, or more, a route is judged by the first number of slices ahead. */
const horizons = [
  { savedShare: 0.5, slices: 4 },
  { savedShare: 0.25, slices: 6 },
  { savedShare: 0, slices: 10 },
] as const;

/** How many route changes are left, of a cap per 100 slices. */
export interface ChangeBudget {
  /** Begins the next slice. */
  step(): void;
  mayChange(): boolean;
  spend(): void;
  /** How much dearer than usual a change is now: 1 with half of the savings, more with less. */
  price(): number;
  /** How many slices ahead a route is to be judged: the fewer changes are left, the longer it must do. */
  horizon(): number;
}

/**
 * A cap of changes per 100 slices, held in every window of 100 slices and in proportion over the whole. What is not used is saved up, and a change
 * becomes dearer as the savings go, because a bad route that can't be left costs more than a good one gains.
 */
export function createChangeBudget(maxChanges: number): ChangeBudget {
  const most = Math.min(mostSaved, maxChanges);
  const changes: number[] = [];
  let saved = most / 2;
  let slice = 0;
  return {
    step: () => {
      slice += 1;
      saved = Math.min(most, saved + (returned * maxChanges) / capSlices);
    },
    mayChange: () => {
      const recent = changes.filter((at) => at > slice - capSlices).length;
      const allowed = (maxChanges * Math.max(capSlices, slice)) / capSlices;
      return saved >= 1 && recent < maxChanges && changes.length + 1 <= allowed;
    },
    spend: () => {
      changes.push(slice);
      saved -= 1;
    },
    price: () => dearerPerChange ** (most / 2 - saved),
    horizon: () => horizons.find(({ savedShare }) => saved >= savedShare * most)!.slices,
  };
}
