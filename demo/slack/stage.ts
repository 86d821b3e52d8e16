/** What stands in front of the workspace, for its page: which network it shows, and what can be started there. */
export interface StageView {
  /** What the sidebar calls it, and the page of it. */
  heading: string;
  title: string;
  /** One sentence above everything, always in sight. Left out where nothing needs to be known at every moment. */
  strip?: { text: string; tone: 'info' | 'warning' };
  /** What there is to know, as Slack's mrkdwn. */
  sections: StageSection[];
  /** What can be started; empty where nothing can. */
  scenarios: StageScenario[];
  /** What it means to end a scenario, and to start one while another runs. */
  ending: string;
  switching: string;
  /** What was started last; null when nothing was, or when it was ended. */
  run: StageRun | null;
}

export interface StageSection {
  heading: string;
  lines: string[];
}

export interface StageScenario {
  name: string;
  title: string;
  /** What comes of it. */
  end: string;
}

/** `waiting`: it begins when the network is calm. `over`: nothing more will come of it. `ending`: it was ended, and the network becomes calm. */
export interface StageRun {
  name: string;
  phase: 'waiting' | 'running' | 'over' | 'ending';
  /** Since when it is in this phase, milliseconds since 1970. */
  since: number;
  says: string;
}

export interface Stage {
  read(): StageView;
  /** Calls back after every change of the view. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Starts a scenario, after it has ended the one that runs. @throws Error when that can't be done now. */
  start(name: string): Promise<void>;
  /** Ends what runs. @throws Error when that can't be done now. */
  end(): Promise<void>;
}
