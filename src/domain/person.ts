/**
 * Who pressed a button or typed a command, as the workspace knows them at that moment. Policy decides on these facts alone, never on what a
 * click claims. `groups` holds the ids and the handles of those user groups that policy names and that this person is in.
 */
export interface Person {
  id: string;
  name: string;
  isBot: boolean;
  deleted: boolean;
  /** A guest, with one channel or several. */
  restricted: boolean;
  /** Belongs to another organisation and is here through a shared channel. */
  foreign: boolean;
  groups: string[];
}
