import { LIST_MAX, type ConversationSummary } from '#domain/conversations/conversations.ts'
import { outranks, type Groups } from '#domain/conversations/groups.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { countedUnread } from '#domain/conversations/own-settings.ts'
import { conversationColumn } from '#views/conversations/conversation.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { conversationName } from '#views/conversations/conversations.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { memberActs } from '#views/conversations/groups/member-acts.ts'
import { membersPanel } from '#views/conversations/groups/members.ts'
import { doneText, type DoneWord } from '#views/parts/done.ts'
import type { FormRefusal } from '#views/parts/forms.ts'
import type { Html } from '#views/parts/html.ts'
import { inGroup } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { peopleOfLine } from '#views/messages/system-lines.ts'
import { OWN_SIDE, ownSettingsPanel } from '#views/conversations/own-settings.ts'
import { profilePanel } from '#views/people/profile.ts'
import type { Middle } from '#views/site/shell.ts'
import { commonOf } from '#routes/pages/people/shared.ts'
import { openConversation, type OpeningNeeds, type Said, type Stretch } from './opened.ts'
import { FIRST_PAGE, seeing, takeBareStanding, withPeople, type Shown, type Standing, type StandingNeeds } from '#routes/pages/standing.ts'

export interface ConversationNeeds extends OpeningNeeds, StandingNeeds { readonly groups: Groups }

/** Value of `?side=` that opens the side panel; any other value is where the next page of members begins. */
const FIRST_SIDE = '1'
/** Begins the value of `?side=` that shows one member's profile: `@ben`. */
const PERSON = '@'
const MEMBERS_PAGE = Math.min(100, LIST_MAX)

/** The part of an address that is about the panel: its content, and the result of its form. */
export interface Side {
  readonly side?: string | undefined
  readonly done?: DoneWord | null
  /** A search among the members of a group. */
  readonly q?: string | undefined
  readonly refusal?: FormRefusal | null
  readonly typed?: (name: string) => string
}

/** Opens a conversation beside a standing that was taken before. Throws NOT_FOUND. */
export async function openAt (needs: ConversationNeeds, standing: Standing, id: string, stretch: Stretch, said: Said = {}) {
  const { before, after, at, no } = stretch
  const found = await openConversation(needs, standing.page.viewer.id, id, { before, after, at, no }, said)
  const opened = { ...found, unreadElsewhere: Math.max(0, standing.unread - countedUnread(found.conversation, found.conversation.unread)) }
  const shown = [...opened.messages, opened.replyingTo, opened.pin?.message].filter(message => message != null)
  const { conversation } = opened
  const people = { places: [conversation], seen: [conversation.peer], named: [...peopleIn(shown), ...shown.flatMap(peopleOfLine)] }
  return { standing: await withPeople(needs, standing, people), opened }
}

/** Takes the standing and opens a conversation beside it. Throws NOT_FOUND. */
export async function open (needs: ConversationNeeds, page: OwnPage, id: string, stretch: Stretch, said: Said = {}) {
  return await openAt(needs, await takeBareStanding(needs, page), id, stretch, said)
}

/** The wide column of an opened conversation, and what stands at its side. */
export async function middleFor (needs: ConversationNeeds, page: OwnPage, opened: Opened, side: Side): Promise<Middle> {
  const { conversation } = opened
  const beside = await sidePanel(needs, page, opened, side)
  return {
    title: conversationName(page, conversation),
    stage: conversationColumn(inGroup(page, conversation.id), opened),
    ...beside === null ? {} : { side: beside },
    shows: beside === null ? 'stage' : 'side',
    conversation: { id: conversation.id, lastNo: conversation.lastNo }
  }
}

/** The panel at the side of an opened conversation; null when the address asks for none. */
export async function sidePanel (
  needs: ConversationNeeds, page: OwnPage, { conversation }: Opened, { side, done = null, q = '', refusal = null, typed = () => '' }: Side
): Promise<Html | null> {
  const { conversations, contacts, groups } = needs
  if (side === undefined || conversation.left) return null
  if (side === OWN_SIDE) return ownSettingsPanel(page, conversation, doneText(page, done))
  const { id, kind, peer } = conversation
  const isOneOfMany = kind === 'group' && side.startsWith(PERSON)
  if (peer !== null || isOneOfMany) {
    const profile = await contacts.profile(page.viewer.id, peer?.username ?? side.slice(PERSON.length))
    const request = profile.requestId === null ? null : await contacts.openRequest(page.viewer.id, profile.requestId)
    const back = isOneOfMany ? `conversations/${id}?side=${FIRST_SIDE}` : `conversations/${id}#end`
    const seen = await seeing(needs, page, { seen: [profile.user] })
    const here = isOneOfMany ? inGroup(seen, id) : seen
    const { username } = profile.user
    const place = isOneOfMany ? await memberIn(needs, here, conversation, { username, refusal, typed }) : null
    const labels = profile.relation === 'contact' ? await needs.labels.list(page.viewer.id) : []
    const said = { refusal, typed, done: doneText(page, done) }
    const common = await commonOf(needs, page.viewer.id, username)
    return profilePanel(here, { profile, request, labels, common, ...said, back, beside: id, isOneOfMany, inGroup: place })
  }
  if (kind !== 'group') return null
  const asked = { limit: MEMBERS_PAGE, ...side === FIRST_SIDE ? {} : { after: side } }
  const query = q.trim()
  const [{ members, next }, heir] = await Promise.all([
    query === '' ? conversations.members(page.viewer.id, id, asked) : groups.find(page.viewer.id, id, query, asked),
    conversation.role === 'owner' ? groups.heir(page.viewer.id, id) : null
  ])
  const seen = await seeing(needs, page, { seen: members.map(({ user }) => user) })
  return membersPanel(inGroup(seen, id), { conversation, members, next, query, heir, done: doneText(page, done), refusal, typed })
}

// The person's place in the group; null for one who is not in it.
async function memberIn (
  { groups }: ConversationNeeds, page: OwnPage, conversation: ConversationSummary,
  { username, refusal, typed }: Required<Pick<Side, 'refusal' | 'typed'>> & { readonly username: string }
): Promise<Html | null> {
  const { id, role } = conversation
  const [member] = await groups.among(page.viewer.id, id, [username])
  if (member === undefined) return null
  const isOwn = member.user.id === page.viewer.id
  const isOthers = role === 'owner' && !isOwn
  const leads = !isOwn && outranks(role, member.role)
  const may = { giveRole: isOthers || (isOwn && role === 'admin'), transfer: isOthers, remove: leads, mute: leads, takeNickname: leads }
  return memberActs(page, { conversation, member, may, isOwn, refusal, typed })
}

/** The list of conversations with what stands beside it. */
export function withConversations ({ page, conversations, more, asking, archived }: Standing, openId: string, middle: Middle): Shown {
  const list = listColumn(page, { conversations, asking, archived, next: more ? FIRST_PAGE : null, openId, isTop: false })
  return { page, area: 'conversations', list, middle }
}
