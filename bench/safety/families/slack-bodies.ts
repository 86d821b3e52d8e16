/** Bodies as Slack delivers them, with the fields that matter. https://docs.slack.dev/reference/interaction-payloads */

type Body = Record<string, unknown>;

const around = (user: string, trigger: string): Body => ({
  team: { id: 'T0BENCH01', domain: 'bench' },
  user: { id: user, username: user, name: user, team_id: 'T0BENCH01' },
  api_app_id: 'A0BENCH01',
  trigger_id: `13345224609.738474920.${trigger}`,
});

export function pressed(given: { user: string; action: string; value: string; trigger?: string }): Body {
  return {
    type: 'block_actions',
    ...around(given.user, given.trigger ?? '1'),
    channel: { id: 'C0BENCH01', name: 'noc' },
    container: { type: 'message', channel_id: 'C0BENCH01', message_ts: '1700000000.000100', is_ephemeral: false },
    actions: [
      {
        type: 'button',
        action_id: given.action,
        block_id: 'b',
        value: given.value,
        action_ts: `1700000001.00${given.trigger ?? '1'}`,
      },
    ],
  };
}

export function click(given: { user: string; value: string; trigger?: string }): Body {
  return pressed({ ...given, action: 'plan_approve' });
}

/** The modal that asks why a plan is rejected. */
export function submitted(given: { user: string; subject: string; reason: string; callback?: string }): Body {
  return {
    type: 'view_submission',
    ...around(given.user, 'v1'),
    view: {
      id: 'V0BENCH01',
      type: 'modal',
      callback_id: given.callback ?? 'plan_reject_reason',
      hash: '1',
      private_metadata: JSON.stringify({ subject: given.subject, channel: 'C0BENCH01', thread: null }),
      state: { values: { reason: { text: { type: 'plain_text_input', value: given.reason } } } },
    },
  };
}

export function command(given: { user: string; text: string; name?: string }): Body {
  return {
    command: given.name ?? '/noc',
    text: given.text,
    user_id: given.user,
    channel_id: 'C0BENCH01',
    team_id: 'T0BENCH01',
    trigger_id: '1.2.3',
  };
}

export function mention(given: { user: string; text: string; bot?: string }): Body {
  return {
    type: 'event_callback',
    event_id: 'Ev0BENCH01',
    team_id: 'T0BENCH01',
    event: {
      type: 'app_mention',
      user: given.user,
      text: `<@U0NOCTURNE> ${given.text}`,
      channel: 'C0BENCH01',
      ts: '1.5',
      ...(given.bot ? { bot_id: given.bot } : {}),
    },
  };
}

/** A modal with fields, by the id of their block. */
export function filledIn(given: {
  user: string;
  subject: string;
  callback: string;
  fields: Record<string, string>;
}): Body {
  const body = submitted({ ...given, reason: '' });
  const values = Object.entries(given.fields).map(([id, value]) => [id, { text: { type: 'plain_text_input', value } }]);
  return { ...body, view: { ...(body.view as Body), state: { values: Object.fromEntries(values) } } };
}
