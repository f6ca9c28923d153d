import { Type } from 'typebox'
import { GivenRoleSchema } from '#domain/conversations/groups.ts'
import { DISPLAY_NAME_MAX_CHARS, USERNAME_MAX_CHARS } from '#domain/people/users.ts'
import { MUTE_CHOICES } from '#views/conversations/groups/member-acts.ts'
import { Username } from '#routes/api/schemas.ts'
import { form, type FormRow } from '#routes/pages/page-row.ts'

/** The first page of the panel about a group, where its forms stand. */
const PANEL = { draws: () => ({ query: { side: '1' } }) }
/** The profile of one member in that panel. */
const PROFILE = { draws: ({ params }: { readonly params: { readonly username: string } }) => ({ query: { side: `@${params.username}` } }) }

const MINUTE_MS = 60_000

// To the end of a minute, so that the form sent twice asks for the same. No hours lift a mute.
function hoursFrom (now: number, hours: number): number | null {
  return hours === 0 ? null : Math.ceil((now + hours * 60 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS
}

function beside (id: string, username: string): string {
  return `conversations/${id}?${new URLSearchParams({ side: `@${username}`, done: 'saved' }).toString()}`
}

/** Forms that leave and dissolve a group, and change who is in it. */
export const groupForms: readonly FormRow[] = [
  form({
    path: '/conversations/:id/leave',
    needs: 'conversation',
    limit: () => 'announce',
    body: { owner: Type.Optional(Type.String({ maxLength: USERNAME_MAX_CHARS + 1 })) },
    does: ({ viewer, params, body: { owner } }, { groups }) =>
      groups.leave(viewer.userId, params.id, owner?.trim().replace(/^@/, '').toLowerCase() || undefined),
    leadsTo: ({ params }) => `conversations/${params.id}#end`,
    refused: PANEL,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/dissolve',
    needs: 'conversation',
    body: {},
    does: ({ viewer, params }, { groups }) => groups.dissolve(viewer.userId, params.id),
    leadsTo: ({ params }) => `conversations/${params.id}#end`,
    refused: PANEL,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/transfer',
    needs: 'conversation',
    limit: () => 'announce',
    body: { username: Username },
    does: ({ viewer, params, body }, { groups }) => groups.transfer(viewer.userId, params.id, body.username),
    leadsTo: ({ params, body }) => beside(params.id, body.username),
    refused: PANEL,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/members/:username/role',
    needs: 'conversation',
    limit: () => 'announce',
    body: { role: GivenRoleSchema },
    does: ({ viewer, params, body }, { groups }) => groups.changeMember(viewer.userId, params.id, params.username, { role: body.role }),
    leadsTo: ({ params }) => beside(params.id, params.username),
    refused: PROFILE,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/members/:username/mute',
    needs: 'conversation',
    limit: () => 'announce',
    body: { hours: Type.Enum([...MUTE_CHOICES]) },
    does: ({ viewer, params, body }, { groups, now }) =>
      groups.changeMember(viewer.userId, params.id, params.username, { mutedUntil: hoursFrom(now(), Number(body.hours)) }),
    leadsTo: ({ params }) => beside(params.id, params.username),
    refused: PROFILE,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/members/:username/nickname',
    needs: 'conversation',
    limit: () => 'announce',
    body: { nickname: Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS * 4 }) },
    does: ({ viewer, params: { id, username }, body: { nickname } }, { groups }) =>
      groups.changeMember(viewer.userId, id, username, { nickname }),
    leadsTo: ({ params }) => beside(params.id, params.username),
    refused: PROFILE,
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/members/:username/remove',
    needs: 'conversation',
    body: {},
    does: ({ viewer, params }, { groups }) => groups.removeMember(viewer.userId, params.id, params.username),
    leadsTo: ({ params }) => `conversations/${params.id}?side=1&done=member-removed`,
    refused: PROFILE,
    sentTwice: 'harmless'
  })
]
