const ofRound = (round: number) => (round === 1 ? '' : `:${round}`);

/** Names of the messages that stand for things. They are kept in the store and in the metadata of messages, so they are never renamed. */
export const slots = {
  head: (incidentId: string) => `incident:${incidentId}:head`,
  facts: (incidentId: string) => `incident:${incidentId}:facts`,
  /** One for each round of the agents, from 1. */
  diagnosis: (incidentId: string, round = 1) => `incident:${incidentId}:diagnosis${ofRound(round)}`,
  decision: (incidentId: string, round = 1) => `incident:${incidentId}:decision${ofRound(round)}`,
  summary: (incidentId: string) => `incident:${incidentId}:summary`,
  card: (planId: string) => `plan:${planId}:card`,
  output: (planId: string) => `plan:${planId}:output`,
  unknown: (planId: string) => `plan:${planId}:unknown`,
  result: (planId: string) => `plan:${planId}:result`,
  /** In the second channel. */
  brokenGlass: (planId: string) => `break-glass:${planId}`,
  /** Somebody on call who was asked about an incident or a plan, as the `step`th. */
  ask: (subject: string, step: number) => `ask:${subject}:${step}`,
  digest: (digestId: string) => `digest:${digestId}:head`,
  digestDetail: (digestId: string) => `digest:${digestId}:detail`,
  /** In the thread of the digest, one for each picture. */
  digestPicture: (digestId: string, part: string) => `digest:${digestId}:picture:${part}`,
  risk: (riskId: string) => `risk:${riskId}:head`,
  /** In the thread of the risk, one for each snooze. */
  riskWoke: (riskId: string, until: number) => `risk:${riskId}:woke:${until}`,
  question: (questionId: string) => `question:${questionId}`,
  /** A rise of the error over labels, and the model that came into use because of it. */
  challenge: (id: string) => `challenge:${id}`,
  promotion: (id: string) => `promotion:${id}`,
  training: (runId: string) => `training:${runId}`,
  /** In the thread of the training, one for each kind of model. */
  losses: (runId: string, kind: string) => `training:${runId}:losses:${kind}`,
} as const;

/** What every name looks like: what it stands for, its id, and which of its messages. */
export const slotShape = /^[a-z-]+:.+$/;

/** What a slot stands for. */
export function readSlot(slot: string): { kind: string; id: string; part: string } | undefined {
  const match = /^(incident|plan):(.+):([a-z]+)$/.exec(slot);
  return match ? { kind: match[1]!, id: match[2]!, part: match[3]! } : undefined;
}
