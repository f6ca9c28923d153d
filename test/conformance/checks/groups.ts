// D14, D15 and D32 in groups: members and roles, links, quotes, reactions, and one's own settings of a conversation.
import { api, type Conversation, type Message } from '../api.ts'
import type { Check, Scene } from '../check.ts'
import type { Browser } from '../players/browser.ts'
import { expect } from '../verdict.ts'
import { gather } from './gather.ts'

interface Refusal { readonly code: string }

const LIKE = '👍'

/** A group of ana's with these people; made without the switch. */
async function groupOf ({ ana, bareOf }: Scene, people: readonly Browser[]): Promise<string> {
  const { conversation } = await bareOf(ana).do<{ conversation: Conversation }>(api.group('of the kit', people.map(({ username }) => username)))
  return conversation.id
}

export const groups: readonly Check[] = [
  {
    rule: 'D32',
    title: 'a member who is added hears of the group from then on; an answer quotes nothing that they may not see',
    async run (scene) {
      const { ana, ben, cho, bareOf } = scene
      const id = await groupOf(scene, [ben])
      const [his, hers] = [await ben.cursor(), await cho.cursor()]
      const { no } = await ana.say(id, 'before cho came')
      await bareOf(ana).do(api.add(id, [cho.username]))
      await ben.do(api.send(id, { clientId: ben.fresh('answers'), body: 'an answer', replyTo: no }))
      const [shown, withheld] = [await gather(ben, his), await gather(cho, hers)]
        .map(({ events }) => events.filter(event => event.conversationId === id))
      const first = withheld?.[0]
      expect(first?.type === 'conversation' && first.conversation?.memberCount === 3, 'a conversation event with three members first', withheld)
      const quoteIn = (events: typeof shown) => events?.find(({ message }) => message?.body === 'an answer')?.message?.replyTo
      expect(quoteIn(shown)?.excerpt === 'before cho came', 'the text of what was answered, for ben', shown)
      expect(quoteIn(withheld)?.no === no && quoteIn(withheld)?.excerpt === undefined, 'its number alone, for cho', withheld)
      expect(!JSON.stringify([withheld, await bareOf(cho).do(api.history(id))]).includes('before cho came'), 'nothing of the time before', 'it')
    }
  },
  {
    rule: 'D32',
    title: 'a member who is removed is told so, and nothing after it; members remove nobody',
    async run (scene) {
      const { ana, ben, cho, bareOf } = scene
      const id = await groupOf(scene, [ben, cho])
      const from = await cho.cursor()
      const refused = await ben.call<Refusal>(api.removeMember(id, cho.username))
      expect(refused.status === 403 && refused.body.code === 'FORBIDDEN', '403 FORBIDDEN for ben', [refused.status, refused.body])
      await bareOf(ana).do(api.removeMember(id, cho.username))
      await bareOf(ana).do(api.change(id, { title: 'without cho' }))
      await ana.say(id, 'after')
      const heard = (await gather(cho, from)).events.filter(event => event.conversationId === id)
      const last = heard.at(-1)
      expect(last?.type === 'member' && last.change === 'left' && last.member?.user.username === cho.username, 'the removal last', heard)
      const { conversation } = await bareOf(cho).do<{ conversation: Conversation }>(api.conversation(id))
      expect(conversation.title === 'of the kit', 'the title as it was then', conversation.title)
    }
  },
  {
    rule: 'D32',
    title: 'an owner names the next one or stays; a dissolved group is everybody’s past',
    async run (scene) {
      const { ana, ben, cho, bareOf } = scene
      const id = await groupOf(scene, [ben, cho])
      const from = await cho.cursor()
      const refused = await ana.call<Refusal>(api.leave(id))
      expect(refused.status === 409 && refused.body.code === 'OWNER_REQUIRED', '409 OWNER_REQUIRED', [refused.status, refused.body])
      await bareOf(ana).do(api.leave(id, ben.username))
      const roles = (await gather(cho, from)).events.filter(({ type, change }) => type === 'member' && change === 'role')
      expect(roles.some(({ member }) => member?.user.username === ben.username && member.role === 'owner'), 'ben to be the owner', roles)
      await bareOf(ben).do(api.dissolve(id))
      const end = (await gather(cho, from)).events.findLast(event => event.conversationId === id)
      expect(end?.type === 'conversation' && end.conversation?.memberCount === 0, 'a conversation event without members last', end)
      const late = await cho.call(api.send(id, { clientId: cho.fresh('is-late'), body: 'x' }))
      expect(late.status === 404, 'no sending after the end: 404', late.status)
    }
  },
  {
    rule: 'D32',
    title: 'where only admins may write, members are refused until they are made one',
    async run (scene) {
      const { ana, ben, bareOf } = scene
      const id = await groupOf(scene, [ben])
      const from = await ben.cursor()
      await bareOf(ana).do(api.change(id, { quiet: true }))
      const refused = await ben.call<Refusal>(api.send(id, { clientId: ben.fresh('says'), body: 'x' }))
      expect(refused.status === 403 && refused.body.code === 'FORBIDDEN', '403 FORBIDDEN', [refused.status, refused.body])
      await bareOf(ana).do(api.setRole(id, ben.username, 'admin'))
      await ben.say(id, 'an admin')
      const { events } = await gather(ben, from)
      expect(events.some(({ conversation }) => conversation?.quiet === true), 'an event that says so', events)
      expect(events.some(({ change, member }) => change === 'role' && member?.role === 'admin'), 'an event of the role', events)
    }
  },
  {
    rule: 'D32',
    title: 'a person who lets nobody add them is asked first, and hears nothing of the group until they come',
    async run (scene) {
      const { ana, ben, cho, bareOf } = scene
      await bareOf(cho).do(api.letAdd('nobody'))
      const from = await cho.cursor()
      const id = await groupOf(scene, [ben, cho])
      await ana.say(id, 'before cho came')
      const { events } = await gather(cho, from)
      const asked = events.findLast(({ type }) => type === 'group-invitation')?.invitation
      expect(asked?.state === 'open' && !events.some(event => event.conversationId === id), 'an invitation, and nothing of the group', events)
      expect((await ben.call(api.acceptInvitation(asked?.id ?? 'none'))).status === 404, 'that nobody else comes by it: 404', asked)
      await bareOf(cho).do(api.acceptInvitation(asked?.id ?? 'none'))
      await bareOf(cho).do(api.letAdd('contacts'))
      await ana.say(id, 'after cho came')
      const heard = (await gather(cho, from)).events.filter(event => event.conversationId === id)
      expect(heard[0]?.type === 'conversation' && heard.at(-1)?.message?.body === 'after cho came', 'the group from then on', heard)
    }
  },
  {
    rule: 'D32',
    title: 'a public group is found by name, without its members, and joined where it is open; no other group is',
    async run (scene) {
      const { ana, ben, eve, bareOf } = scene
      const id = await groupOf(scene, [])
      const title = ana.fresh('public').replace(/[^\p{L}\p{N}]/gu, '')
      const search = async () => await bareOf(ben).do<{ groups: Array<{ id: string }> }>(api.findGroups(title))
      const found = async () => (await search()).groups.filter(group => group.id === id)
      await bareOf(ana).do(api.change(id, { title, joining: 'open' }))
      expect((await found()).length === 0, 'nothing before it is public', 'it')
      expect((await eve.call(api.enter(id))).status === 404, 'no way in before it is public: 404', 'one')
      await bareOf(ana).do(api.change(id, { isPublic: true }))
      const groups = await found()
      expect(groups.length === 1 && !JSON.stringify(groups).includes(`"${ana.username}"`), 'the group, without a name of a member', groups)
      const joined = await ben.call<{ conversation: Conversation }>(api.enter(id))
      expect(joined.status === 200 && joined.body.conversation.id === id, 'ben to be in', [joined.status, joined.body])
    }
  },
  {
    rule: 'D32',
    title: 'a link for one lets one in, however often they come; an outsider without it stays outside',
    async run (scene) {
      const { ana, ben, eve, bareOf } = scene
      const id = await groupOf(scene, [])
      const { invite: { code } } = await bareOf(ana).do<{ invite: { code: string } }>(api.invite(id, 1))
      expect((await eve.call(api.invite(id, 1))).status === 404, 'no link for an outsider: 404', 'one')
      const joined = await Promise.all([1, 2, 3].map(async () => await ben.call<{ conversation: Conversation }>(api.join(code))))
      expect(joined.every(({ status, body }) => status === 200 && body.conversation.id === id), 'ben to be in, each time', joined.map(({ status }) => status))
      const late = await eve.call<Refusal>(api.join(code))
      expect(late.status === 403 && late.body.code === 'INVITE_INVALID', '403 INVITE_INVALID once it is used up', [late.status, late.body])
      const { members } = await bareOf(ana).do<{ members: unknown[] }>(api.members(id))
      expect(members.length === 2, 'two members', members)
    }
  },
  {
    rule: 'D15',
    title: 'a reaction is an event with its count; repeated it changes nothing, and it is neither unread nor a number',
    blind: { 'replay-all': 'it caches pages even where that is forbidden, but not polls' },
    async run ({ ana, ben, eve, talk }) {
      const { no } = await ana.say(talk, 'do you like it?')
      await ben.do(api.read(talk, no))
      const from = await ben.cursor()
      for (const call of [api.react(talk, no, LIKE), api.react(talk, no, LIKE)]) await ana.do(call)
      await ben.do(api.react(talk, no, LIKE))
      await ana.do(api.takeBack(talk, no, LIKE))
      const told = (await gather(ben, from)).events.filter(({ type }) => type === 'reaction').map(({ by, on, count }) => [by?.username, on, count])
      const due = [[ana.username, true, 1], [ben.username, true, 2], [ana.username, false, 1]]
      expect(JSON.stringify(told) === JSON.stringify(due), JSON.stringify(due), told)
      const { messages } = await ben.do<{ messages: Message[] }>(api.history(talk))
      const reactions = messages.find(message => message.no === no)?.reactions
      expect(reactions?.length === 1 && reactions[0]?.count === 1 && reactions[0].mine, 'one of his own in the history', reactions)
      const { conversation } = await ben.do<{ conversation: Conversation }>(api.conversation(talk))
      expect(conversation.unread === 0 && conversation.lastNo === no, 'nothing unread, no number taken', conversation)
      expect((await eve.call(api.react(talk, no, LIKE))).status === 404, 'eve to be told nothing of it: 404', 'another')
    }
  },
  {
    rule: 'D14',
    title: 'one’s own settings reach one’s own browsers alone; the total leaves out what is muted',
    blind: { 'replay-all': 'it caches pages even where that is forbidden, but not polls' },
    async run (scene) {
      const { ana, ben, phone, bareOf } = scene
      const id = await groupOf(scene, [ben])
      const [his, hers] = [await phone.cursor(), await ana.cursor()]
      const total = async () => (await ben.do<{ unread: number }>(api.conversations())).unread
      await bareOf(ben).do(api.readAll())
      await ana.say(id, 'one')
      expect(await total() === 1, 'one unread', await total())
      await bareOf(ben).do(api.choose(id, { notify: 'none' }))
      expect(await total() === 0, 'nothing in the total while it is muted', await total())
      const told = (await gather(phone, his)).events.filter(({ type }) => type === 'conversation-settings')
      expect(told.length === 1 && told[0]?.notify === 'none' && told[0].conversationId === id, 'one event on ben’s other browser', told)
      expect((await gather(ana, hers)).events.every(({ type }) => type !== 'conversation-settings'), 'ana to hear nothing of it', 'it')
    }
  },
  {
    rule: 'D32',
    title: 'a mention names members alone; it is in the list of those it names, and in nobody else’s',
    async run (scene) {
      const { ana, ben, cho, bareOf } = scene
      const id = await groupOf(scene, [ben])
      const from = await ben.cursor()
      const refused = await ben.call<Refusal>(api.send(id, { clientId: ben.fresh('everybody'), body: '@all', mentionsAll: true }))
      expect(refused.status === 403 && refused.body.code === 'FORBIDDEN', '403 FORBIDDEN for a member who mentions everybody', refused.body)
      const mentions = [ben.username, cho.username]
      const { message } = await bareOf(ana).do<{ message: Message }>(api.send(id, { clientId: ana.fresh('mentions'), body: 'a mention', mentions }))
      const heard = (await gather(ben, from)).events.find(event => event.message?.no === message.no && event.conversationId === id)
      expect(String(heard?.message?.mentions) === ben.username, 'ben alone among the mentions of the event', heard)
      async function listOf (who: Browser): Promise<Message[]> {
        const { messages } = await bareOf(who).do<{ messages: Message[] }>(api.mentions())
        return messages.filter(one => one.conversationId === id)
      }
      expect((await listOf(ben)).some(({ no }) => no === message.no), 'the message in ben’s list', await listOf(ben))
      expect((await listOf(cho)).length + (await listOf(ana)).length === 0, 'nothing in the lists of cho and ana', await listOf(cho))
    }
  },
  {
    rule: 'D14',
    title: 'reading everything is one event that names each conversation, muted ones too',
    async run (scene) {
      const { ana, ben, phone, bareOf } = scene
      const id = await groupOf(scene, [ben])
      await bareOf(ben).do(api.choose(id, { notify: 'none', archived: true }))
      const { no } = await ana.say(id, 'unread')
      const from = await phone.cursor()
      const { unread } = await ben.do<{ unread: number }>(api.readAll())
      expect(unread === 0, 'nothing unread', unread)
      const told = (await gather(phone, from)).events.filter(({ type }) => type === 'read-all')
      const named = told.flatMap(({ conversations = [] }) => conversations)
      expect(named.some(one => one.conversationId === id && one.readNo === no), 'the muted group among them', told)
    }
  }
]
