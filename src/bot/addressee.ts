import type { Identity } from './connection.ts';
import type { Envelope } from './envelope.ts';

/** The installation that an envelope must be addressed to. */
export type Installation = Pick<Identity, 'teamId' | 'enterpriseId' | 'appId'>;

type Mismatch = 'other-app' | 'other-team' | 'no-team' | 'other-organisation' | 'not-authorized';

/**
 * Why an envelope is not for this installation, or null. Every id that it names must be ours, and it must name a workspace, or the
 * organisation where the app is installed for all of it. Events of shared channels name the workspace through which we get them; whoever
 * wrote there and is from outside is refused as a person.
 */
export function addressedElsewhere(body: Envelope, ours: Installation): Mismatch | null {
  const app = body.api_app_id;
  if (app && ours.appId && app !== ours.appId) return 'other-app';
  const organisations = idsOf(body.enterprise, body.enterprise_id);
  if (organisations.some((id) => id !== ours.enterpriseId)) return 'other-organisation';
  const teams = idsOf(body.team, body.team_id);
  const isOrgWide = ours.teamId === ours.enterpriseId;
  if (!isOrgWide && teams.some((id) => id !== ours.teamId)) return 'other-team';
  if (!isOrgWide && teams.length === 0) return 'no-team';
  const isAuthorized = Array.isArray(body.authorizations) && body.authorizations.some((each) => isFor(each, ours));
  if (body.authorizations && !isAuthorized) return 'not-authorized';
  // Workspaces of an organisation come and go, so there it is the organisation that counts.
  const isOurs = organisations.length > 0 || isAuthorized || teams.includes(ours.teamId);
  return !isOrgWide || isOurs ? null : 'no-team';
}

/** Interactions carry an object, events and commands the id alone; an envelope that carries both must mean the same by them. */
function idsOf(...named: unknown[]): string[] {
  return named
    .map((each) => (typeof each === 'object' && each !== null ? (each as { id?: unknown }).id : each))
    .filter((id): id is string => typeof id === 'string' && id !== '');
}

function isFor(authorization: Envelope, { teamId, enterpriseId }: Installation): boolean {
  const { team_id: team, enterprise_id: organisation } = authorization ?? {};
  if (organisation && organisation !== enterpriseId) return false;
  return team === teamId || (teamId === enterpriseId && organisation === enterpriseId);
}
