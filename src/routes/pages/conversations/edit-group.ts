import { Type } from 'typebox'
import { ConversationInfoSchema, TITLE_MAX_CHARS, type ConversationSummary } from '#domain/conversations/conversations.ts'
import { ANNOUNCEMENT_MAX_CHARS, type GroupFields } from '#domain/conversations/group-fields.ts'
import { notFound } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { editGroupPanel } from '#views/conversations/groups/edit-group.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { newest } from './list.ts'

const { adding, history, joining } = ConversationInfoSchema.properties

/** The group as it was typed into a form that was refused. */
function typedInto (conversation: ConversationSummary, typed: (name: string) => string): ConversationSummary {
  return {
    ...conversation,
    title: typed('title'),
    announcement: typed('announcement'),
    colour: typed('colour') === '' ? null : Number(typed('colour')),
    adding: typed('adding') === 'admins' ? 'admins' : 'members',
    history: typed('history') === 'all' ? 'all' : 'none',
    joining: typed('joining') === 'request' || typed('joining') === 'open' ? typed('joining') as 'request' | 'open' : 'closed',
    isPublic: typed('is_public') !== '',
    quiet: typed('quiet') !== ''
  }
}

function wasOf ({ title, announcement, colour, adding, history, joining, isPublic, quiet }: ConversationSummary): string {
  return JSON.stringify({ title, announcement, colour, adding, history, joining, isPublic, quiet })
}

/** Returns the fields that were changed in the form: another admin may have changed others since it was opened. */
function changedIn (fields: Partial<GroupFields>, was: string): Partial<GroupFields> {
  const before = new Map(Object.entries(parsed(was)))
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => before.get(name) !== value))
}

function parsed (was: string): object {
  try {
    return Object(JSON.parse(was)) as object
  } catch {
    return {}
  }
}

/** Changing what a group says about itself and who may do what in it. */
export const editGroupPage = ownPage({
  path: '/conversations/:id/edit',
  query: null,
  needs: 'conversation',
  async draws ({ standing, params: { id }, typed, refusal }, { conversations }) {
    const { page } = standing
    const conversation = await conversations.one(page.viewer.id, id)
    if (conversation.kind !== 'group' || conversation.left) throw notFound('group')
    if (conversation.role === 'member') throw new ReasonError('admins-only')
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), openId: id, isTop: false }),
      middle: {
        title: page.say('groups.edit'),
        stage: editGroupPanel(page, { conversation: refusal === null ? conversation : typedInto(conversation, typed), refusal, was: typed('was') || wasOf(conversation) }),
        shows: 'stage'
      }
    }
  },
  forms: [form({
    path: '/conversations/:id/edit',
    needs: 'conversation',
    limit: () => 'announce',
    body: {
      title: Type.String({ maxLength: TITLE_MAX_CHARS * 4 }),
      announcement: Type.String({ maxLength: ANNOUNCEMENT_MAX_CHARS * 4 }),
      colour: Type.String({ pattern: '^([0-9]|1[0-5])?$' }),
      adding,
      history,
      joining,
      is_public: Type.Optional(Type.Literal('on')),
      quiet: Type.Optional(Type.Literal('on')),
      was: Type.String({ default: '', maxLength: ANNOUNCEMENT_MAX_CHARS * 12 })
    },
    does ({ viewer, params, body: { colour, quiet, is_public: isPublic, was, announcement, ...same } }, { groups }) {
      const switches = { isPublic: isPublic === 'on', quiet: quiet === 'on' }
      const fields = { ...same, ...switches, announcement: announcement.replace(/\r\n?/g, '\n'), colour: colour === '' ? null : Number(colour) }
      return groups.change(viewer.userId, params.id, changedIn(fields, was))
    },
    leadsTo: ({ params }) => `conversations/${params.id}?side=1&done=saved`,
    refused: 'page',
    sentTwice: 'harmless'
  })]
})
