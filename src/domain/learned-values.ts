/** What an agent learned of each choice in the states that it met most, the most met first. Plain JSON. */
export interface LearnedValues {
  /** What the choices are about, such as a pair of devices. */
  label: string;
  /** Names of the choices. */
  ways: readonly string[];
  /** The value of each choice, or null where it was never tried. The largest is taken. */
  states: readonly { name: string; values: readonly (number | null)[]; tries: number }[];
}
