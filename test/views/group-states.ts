import type { PublicGroup } from '#domain/conversations/public-groups.ts'
import { findGroupsPanel, publicGroupPanel } from '#views/conversations/groups/public-groups.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import { editGroupPanel } from '#views/conversations/groups/edit-group.ts'
import { addPeoplePanel } from '#views/conversations/groups/groups.ts'
import { joinPage, type JoinShown } from '#views/conversations/groups/join.ts'
import { memberActs } from '#views/conversations/groups/member-acts.ts'
import { membersPanel, type MembersShown } from '#views/conversations/groups/members.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { waysInPanel, type WaysIn } from '#views/conversations/groups/ways-in.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { profilePanel } from '#views/people/profile.ts'
import { reasonText } from '#views/site/errors.ts'
import type { Middle } from '#views/site/shell.ts'
import { keptStates } from './kept-states.ts'
import * as sample from './sample.ts'

const { ben, eve, conversations } = sample

const membersShown: MembersShown = {
  conversation: conversations[1] as ConversationSummary, members: sample.members, next: 'x', query: '', heir: ben, done: null, refusal: null, typed: () => ''
}
const waysIn: WaysIn = {
  conversation: conversations[1] as ConversationSummary,
  requests: { rows: [{ id: 'jr-1', user: eve, note: 'We met at the site visit', at: sample.NOW, state: 'open' }], more: true, next: 'x' },
  invites: { rows: [{ id: 'gi-1', code: 'AbCdEfGhIjKlMnOp', createdAt: sample.NOW, expiresAt: sample.NOW + 7 * 86_400_000, usesLeft: null }, { id: 'gi-2', code: 'AbCdEfGhIjKlMnOq', createdAt: sample.NOW, expiresAt: null, usesLeft: 1 }], more: false, next: null },
  address: 'https://chat.example/',
  refusal: null,
  done: null
}
const joinShown: JoinShown = {
  code: 'AbCdEfGhIjKlMnOp', group: { title: 'Harbour office', colour: null, memberCount: 5, joining: 'closed', asked: false, requestId: null, blocked: false, conversationId: null }, refusal: null, note: ''
}
export const publicGroup: PublicGroup = {
  id: 'c-1', title: 'Harbour office', announcement: 'Tides at <six>', colour: 3, memberCount: 5, joining: 'request', asked: false, requestId: null, isMember: false, blocked: true
}
const memberBen: MemberInfo = { user: ben, role: 'admin', joinedNo: 2 }

type Group = Partial<Opened> & Pick<Opened, 'conversation'>

/** States of the pages about a group. `open` draws its conversation, `stand` another middle beside the list. */
export function groupStates (
  open: (page: OwnPage, more: Partial<Opened>, side?: Html) => Html, stand: (page: OwnPage, middle: Middle) => Html, inGroup: Group
): Readonly<Record<string, (page: OwnPage) => Html>> {
  return {
    ...keptStates(open, stand, inGroup),
    members: page => open(page, inGroup, membersPanel(page, membersShown)),
    'members-owned': page => open(page, inGroup, membersPanel(page, {
      ...membersShown, conversation: { ...inGroup.conversation, role: 'owner', memberCount: 1_204, announcement: 'Site visit on Friday: helmets are at the gate.' }, query: 'b', refusal: { field: 'owner', text: reasonText(page, 'no-such-member', {}) }, typed: () => 'nobody'
    })),
    'member-acts': page => open(page, inGroup, profilePanel(page, {
      profile: { user: ben, relation: 'contact', remark: '', requestId: null, labels: [], takesRequests: true },
      request: null,
      refusal: null,
      typed: () => '',
      back: 'conversations/c-group?side=1',
      beside: 'c-group',
      isOneOfMany: true,
      done: page.say('done.saved'),
      inGroup: memberActs(page, {
        conversation: inGroup.conversation,
        member: { ...memberBen, mutedUntil: page.now + 3_600_000, nickname: 'Big Ben' },
        may: { giveRole: true, transfer: true, remove: true, mute: true, takeNickname: true },
        isOwn: false,
        refusal: null,
        typed: () => ''
      })
    })),
    'group-quiet': page => open(page, { ...inGroup, conversation: { ...inGroup.conversation, quiet: true, announcement: 'Site visit on Friday: helmets are at the gate, bring boots.' } }),
    'group-waiting': page => open(page, { ...inGroup, conversation: { ...inGroup.conversation, role: 'owner', joinRequests: 2 } }, membersPanel(page, {
      ...membersShown, conversation: { ...inGroup.conversation, role: 'owner', joinRequests: 2 }
    })),
    'group-silenced': page => open(page, { ...inGroup, conversation: { ...inGroup.conversation, silencedUntil: page.now + 90_000_000 } }),
    'edit-group': page => stand(page, { title: page.say('groups.edit'), stage: editGroupPanel(page, { conversation: { ...inGroup.conversation, announcement: 'Site visit on Friday', colour: 4 }, refusal: null, was: '{}' }), shows: 'stage' }),
    'edit-group-refused': page => stand(page, { title: page.say('groups.edit'), stage: editGroupPanel(page, { conversation: { ...inGroup.conversation, title: '' }, refusal: { field: 'title', text: reasonText(page, 'title-empty', {}) }, was: '{}' }), shows: 'stage' }),
    'ways-in': page => stand(page, { title: page.say('groups.ways-in'), stage: waysInPanel(page, { ...waysIn, done: page.say('done.invited') }), shows: 'stage' }),
    'ways-in-none': page => stand(page, { title: page.say('groups.ways-in'), stage: waysInPanel(page, { ...waysIn, requests: { rows: [], more: false, next: null }, invites: { rows: [], more: false, next: null } }), shows: 'stage' }),
    join: page => joinPage({ ...page, viewer: null }, joinShown),
    'join-asks': page => joinPage(page, { ...joinShown, group: { ...joinShown.group, joining: 'request' } }),
    'join-asked': page => joinPage(page, { ...joinShown, group: { ...joinShown.group, joining: 'request', asked: true, requestId: 'jr-1' } }),
    'join-inside': page => joinPage(page, { ...joinShown, group: { ...joinShown.group, conversationId: 'c-group' } }),
    'find-groups': page => stand(page, { title: page.say('groups.find'), stage: findGroupsPanel(page, { query: '', found: null }), shows: 'stage' }),
    'find-groups-found': page => stand(page, { title: page.say('groups.find'), stage: findGroupsPanel(page, { query: 'h', found: { groups: [publicGroup, { ...publicGroup, id: 'c-2', announcement: '', isMember: true }], more: true, next: null } }), shows: 'stage' }),
    'find-groups-more': page => stand(page, { title: page.say('groups.find'), stage: findGroupsPanel(page, { query: 'h&', found: { groups: [publicGroup], more: true, next: '5.c-1' } }), shows: 'stage' }),
    'find-groups-none': page => stand(page, { title: page.say('groups.find'), stage: findGroupsPanel(page, { query: '<h>', found: { groups: [], more: false, next: null } }), shows: 'stage' }),
    'find-groups-off': page => stand(page, { title: page.say('groups.find'), stage: findGroupsPanel({ ...page, publicGroups: false }, { query: '', found: null }), shows: 'stage' }),
    'edit-group-off': page => stand(page, { title: page.say('groups.edit'), stage: editGroupPanel({ ...page, publicGroups: false }, { conversation: { ...inGroup.conversation, isPublic: true }, refusal: null, was: '{}' }), shows: 'stage' }),
    'public-group': page => stand(page, { title: publicGroup.title, stage: publicGroupPanel(page, { group: publicGroup, refusal: null, note: '' }), shows: 'stage' }),
    'public-group-asked': page => stand(page, { title: publicGroup.title, stage: publicGroupPanel(page, { group: { ...publicGroup, asked: true, requestId: 'jr-1' }, refusal: null, note: '' }), shows: 'stage' }),
    'public-group-closed': page => stand(page, { title: publicGroup.title, stage: publicGroupPanel(page, { group: { ...publicGroup, joining: 'closed' }, refusal: null, note: '' }), shows: 'stage' }),
    'add-people': page => stand(page, { title: page.say('groups.add'), stage: addPeoplePanel(page, { conversation: inGroup.conversation, named: '', contacts: sample.contacts, chosen: [], next: null, query: null, refusal: null }), shows: 'stage' }),
    'add-people-nobody': page => stand(page, { title: page.say('groups.add'), stage: addPeoplePanel(page, { conversation: inGroup.conversation, named: 'nobody-here', contacts: [], chosen: [], next: null, query: null, refusal: { field: 'named', text: reasonText(page, 'nobody-known', {}) } }), shows: 'stage' })
  }
}
