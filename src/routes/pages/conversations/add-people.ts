import { Type } from 'typebox'
import type { AddedMembers } from '#domain/conversations/groups.ts'
import { notFound } from '#domain/errors.ts'
import type { ContactEntry } from '#domain/people/contacts.ts'
import { ReasonError } from '#domain/reasons.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import type { DoneWord } from '#views/parts/done.ts'
import { addPeoplePanel, NAMED_MAX_CHARS, newGroupPanel } from '#views/conversations/groups/groups.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { newest } from './list.ts'
import { isLooking, namesIn, picked, PICKS, picksOf } from './picks.ts'

/** Adding contacts to a group; from a direct conversation, a new group of both and others. */
export const addPeoplePage = ownPage({
  path: '/conversations/:id/add',
  query: null,
  needs: 'conversation',
  async draws ({ standing, request, params: { id }, typed, refusal }, services) {
    const { page: bare } = standing
    const { viewer, say } = bare
    const conversation = await services.conversations.one(viewer.id, id)
    const { kind, peer } = conversation
    if (kind === 'self') throw notFound('group')
    const picks = await picksOf(services, viewer.id, request, refusal !== null, peer === null ? [] : [peer.username])
    const usernames = [...picks.chosen, ...picks.contacts].map(({ user }) => user.username)
    const members = kind === 'group' ? await services.groups.among(viewer.id, id, usernames) : []
    const inside = new Set(members.map(({ user }) => user.id))
    const outside = (entries: readonly ContactEntry[]) => entries.filter(({ user }) => !inside.has(user.id))
    const shown = { ...picks, chosen: outside(picks.chosen), contacts: outside(picks.contacts), refusal }
    const page = await naming(services, bare, [...shown.chosen, ...shown.contacts].map(({ user }) => user))
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), openId: id, isTop: false }),
      middle: {
        title: say('groups.add'),
        stage: kind === 'group' ? addPeoplePanel(page, { conversation, named: typed('named'), ...shown }) : newGroupPanel(page, { title: '', named: '', ...shown }),
        shows: 'stage'
      }
    }
  },
  forms: [form({
    path: '/conversations/:id/add',
    needs: 'conversation',
    body: { ...PICKS, named: Type.String({ default: '', maxLength: NAMED_MAX_CHARS }) },
    limit: body => isLooking(body) ? 'search' : 'announce',
    async does ({ viewer, params, body, once }, { groups }) {
      if (isLooking(body)) return null
      const added = await groups.add(viewer.userId, params.id, [...picked(body), ...namesIn(body.named)], once)
      if (added.members.length + added.invited.length === 0) throw nobody(added)
      return added
    },
    leadsTo: ({ params }, added) => added === null
      ? null
      : `conversations/${params.id}?side=1&done=${doneWith(added)}`,
    refused: 'page',
    sentTwice: 'harmless'
  })]
})

function nobody ({ refused }: AddedMembers): ReasonError {
  return refused.every(({ code }) => code === 'NOT_A_CONTACT') ? new ReasonError('nobody-known', 'named') : new ReasonError('nobody-added', 'usernames')
}

function doneWith ({ invited, refused }: AddedMembers): DoneWord {
  if (refused.some(({ code }) => code === 'NOT_A_CONTACT')) return 'added-known'
  if (refused.length > 0) return 'added-some'
  return invited.length > 0 ? 'asked-in' : 'added'
}
