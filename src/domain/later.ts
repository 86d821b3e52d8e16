/** The port through which a room asks for work later; jobs/ implements it. `key` makes a second request for the same work a no-op. */
export interface Later {
  later(job: string, payload: Record<string, unknown>, options: { at: number; key: string }): Promise<void>;
}
