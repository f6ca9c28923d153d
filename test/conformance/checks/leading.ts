// D32 in what the owner and admins of a group decide: mutes, nicknames, and requests to join.
import { api, type Conversation, type Member } from '../api.ts'
import type { Check, Scene } from '../check.ts'
import type { Browser } from '../players/browser.ts'
import { expect } from '../verdict.ts'
import { gather } from './gather.ts'

interface Refusal { readonly code: string, readonly reason?: string }

const CACHES_PAGES = { 'replay-all': 'it caches pages even where that is forbidden, but not polls' }
const HOUR_MS = 3_600_000

async function groupOf ({ ana, bareOf }: Scene, people: readonly Browser[]): Promise<string> {
  const { conversation } = await bareOf(ana).do<{ conversation: Conversation }>(api.group('of the kit', people.map(({ username }) => username)))
  return conversation.id
}

export const leading: readonly Check[] = [
  {
    rule: 'D32',
    title: 'a muted member reads and does not write; they alone are told until when, and members mute nobody',
    blind: CACHES_PAGES,
    async run (scene) {
      const { ana, ben, cho, eve, bareOf } = scene
      const id = await groupOf(scene, [ben, cho])
      const [his, hers] = [await ben.cursor(), await cho.cursor()]
      const until = Date.now() + HOUR_MS
      const byMember = await cho.call<Refusal>(api.mute(id, ben.username, until))
      const byStranger = await eve.call(api.mute(id, ben.username, until))
      expect(byMember.status === 403 && byMember.body.code === 'FORBIDDEN', '403 FORBIDDEN for a member', [byMember.status, byMember.body])
      expect(byStranger.status === 404, '404 for eve', byStranger.status)
      await ana.do(api.mute(id, ben.username, until))
      const refused = await ben.call<Refusal>(api.send(id, { clientId: ben.fresh('muted'), body: 'not now' }))
      expect(refused.status === 403 && refused.body.reason === 'silenced', '403 with the reason silenced for ben', [refused.status, refused.body])
      await ana.say(id, 'while ben is muted')
      const { events } = await gather(ben, his)
      expect(events.some(event => event.type === 'silenced' && event.conversationId === id), 'a silenced event for ben', events)
      expect(events.some(({ message }) => message?.body === 'while ben is muted'), 'what is said meanwhile, for ben', events)
      const others = (await gather(cho, hers)).events
      expect(others.every(({ type }) => type !== 'silenced') && !JSON.stringify(others).includes(String(until)), 'cho to hear nothing of it', others)
      await bareOf(ana).do(api.mute(id, ben.username, null))
      const sent = await ben.call(api.send(id, { clientId: ben.fresh('free'), body: 'now' }))
      expect(sent.status < 300, 'ben to write again once it is lifted', [sent.status, sent.body])
    }
  },
  {
    rule: 'D32',
    title: 'a nickname is one’s own: members are told, admins take it away and give none',
    blind: CACHES_PAGES,
    async run (scene) {
      const { ana, ben, cho, eve, bareOf } = scene
      const id = await groupOf(scene, [ben, cho])
      const hers = await cho.cursor()
      await ben.do(api.nickname(id, ben.username, 'Benny'))
      for (const [who, status] of [[ana, 403], [cho, 403], [eve, 404]] as const) {
        const given = await who.call(api.nickname(id, ben.username, 'Mocked'))
        expect(given.status === status, `${status} for one who names another`, [given.status, given.body])
      }
      const told = (await gather(cho, hers)).events.filter(event => event.change === 'nickname' && event.conversationId === id)
      expect(told.length === 1 && told[0]?.member?.nickname === 'Benny', 'one event with the nickname, for cho', told)
      async function own (): Promise<Member | undefined> {
        const { members } = await bareOf(cho).do<{ members: Member[] }>(api.members(id))
        return members.find(({ user }) => user.username === ben.username)
      }
      expect((await own())?.nickname === 'Benny', 'it among the members', await own())
      await ana.do(api.nickname(id, ben.username, null))
      expect((await own())?.nickname === undefined, 'none once it is taken away', await own())
    }
  },
  {
    rule: 'D32',
    title: 'a request to join is told to the owner and admins alone; its asker takes it back, an admin lets them in',
    blind: CACHES_PAGES,
    async run (scene) {
      const { ana, ben, cho, eve, bareOf } = scene
      const id = await groupOf(scene, [cho])
      await bareOf(ana).do(api.change(id, { isPublic: true, joining: 'request' }))
      const [leaders, members] = [await ana.cursor(), await cho.cursor()]
      const ask = async () => (await ben.do<{ request: { id: string } }>(api.enter(id))).request.id
      const [first, repeated] = [await ask(), await ask()]
      expect(first === repeated, 'one request, however often it is made', [first, repeated])
      for (const [who, status] of [[cho, 403], [ben, 404], [eve, 404]] as const) {
        const answer = await who.call(api.acceptRequest(id, first))
        expect(answer.status === status, `${status} for one who decides nothing`, [answer.status, answer.body])
      }
      await eve.call(api.withdraw(first))
      await ben.do(api.withdraw(first))
      const next = await ask()
      await ana.do(api.acceptRequest(id, next))
      const told = (await gather(ana, leaders)).events.filter(event => event.type === 'join-requests' && event.conversationId === id)
      expect(JSON.stringify(told.map(({ open }) => open)) === '[1,0,1,0]', 'the number that wait after each change: 1, 0, 1, 0', told)
      const others = (await gather(cho, members)).events
      expect(others.every(({ type }) => type !== 'join-requests'), 'members to hear nothing of it', others)
      const { conversation } = await bareOf(ben).do<{ conversation: Conversation }>(api.conversation(id))
      expect(conversation.id === id, 'ben to be in', conversation)
    }
  }
]
