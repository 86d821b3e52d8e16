/** How far long work is. `done` of `total` count the same thing. */
export interface WorkStep {
  done: number;
  total: number;
  note: string;
}
