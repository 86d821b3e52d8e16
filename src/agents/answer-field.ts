/** The word after `name` in the first line that begins with it, in lower case: `**Conclusion:** bad_optic` gives "bad_optic". */
export function readField(answer: string, name: string): string | null {
  // Bounded on both sides: a run of spaces or empty lines is tried from no more than twenty places.
  const line = new RegExp(`^\\W{0,20}${name}\\W{1,20}([a-z][a-z_-]{0,60})`, 'im');
  return line.exec(answer)?.[1]?.toLowerCase() ?? null;
}
