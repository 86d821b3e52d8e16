import { type ActionId, actionIds, type ModalId, modalIds } from './action-ids.ts';

/** Names that a grant may give beside those of commands: what people do with buttons. */
export const grantNames = ['take', 'dismiss', 'propose', 'edit', 'feedback'] as const;
export type GrantName = (typeof grantNames)[number] | 'silence' | 'train';

/** One way to have a right. `planOf`, `kindOf`: the value of the button or form names a plan, a silence or the draft of one. */
export type Way =
  | { grant: GrantName }
  /** The grant of the command, `silence` or `maintenance`, that made what the value names. */
  | { kindOf: 'silence' | 'draft' }
  /** The policy names the person as an approver of the plan. */
  | { planOf: 'decide' | 'edit' }
  /** The button changes something for the person alone, or ends reading that anybody may begin: everybody who may read may press it. */
  | { own: true }
  /** The configuration puts the person into a rotation. */
  | { onCall: true };

/** What a button or form needs: one of these ways. The first says why not when there is none. */
export type Right = readonly [Way, ...Way[]];

const mayDecide: Right = [{ planOf: 'decide' }];
const mayEdit: Right = [{ grant: 'edit' }, { planOf: 'edit' }];
/** Whoever is asked to take an incident must be able to. */
const mayTake: Right = [{ grant: 'take' }, { onCall: true }];
const mayDismiss: Right = [{ grant: 'dismiss' }];
const mayPropose: Right = [{ grant: 'propose' }];
const maySilence: Right = [{ grant: 'silence' }];
const mayJudge: Right = [{ grant: 'feedback' }];
/** Whoever may have models trained, which may come into use, may take one out of use. */
const mayTrain: Right = [{ grant: 'train' }];

/** The right of every button. What is missing here does not compile. */
export const buttonRights = {
  [actionIds.takeIncident]: mayTake,
  [actionIds.dismissIncident]: mayDismiss,
  [actionIds.silenceIncident]: maySilence,
  [actionIds.mentionMe]: [{ own: true }],
  [actionIds.mentionMeNot]: [{ own: true }],
  [actionIds.watchRisk]: mayTake,
  [actionIds.snoozeRiskHour]: maySilence,
  [actionIds.snoozeRiskShift]: maySilence,
  [actionIds.stopQuestion]: [{ own: true }],
  [actionIds.useFormerModel]: mayTrain,
  [actionIds.proposeRoute]: mayPropose,
  [actionIds.approvePlan]: mayDecide,
  [actionIds.rejectPlan]: mayDecide,
  [actionIds.editPlan]: mayEdit,
  [actionIds.continuePlan]: mayDecide,
  [actionIds.rollBackPlan]: mayDecide,
  [actionIds.saveSilence]: [{ kindOf: 'draft' }],
  [actionIds.endSilence]: [{ kindOf: 'silence' }],
  [actionIds.causeFeedback]: mayJudge,
  [actionIds.rightCause]: mayJudge,
  [actionIds.wrongCause]: mayJudge,
  [actionIds.useful]: mayJudge,
  [actionIds.noise]: mayJudge,
} satisfies Record<ActionId, Right>;

/** The right of every form when it is submitted: the same as of the button that opens it, asked again. */
export const formRights = {
  [modalIds.rejectPlan]: mayDecide,
  [modalIds.approveWithTicket]: mayDecide,
  [modalIds.editPlan]: mayEdit,
  [modalIds.dismissIncident]: mayDismiss,
  [modalIds.silenceIncident]: maySilence,
  [modalIds.trueCause]: mayJudge,
} satisfies Record<ModalId, Right>;
