// D12, D15 and D32: a search, copies and recalls of several messages show no more than the conversation itself does.
import { api, type Conversation, type GroupHit, type Hit, type Message, type Recalls } from '../api.ts'
import type { Browser } from '../players/browser.ts'
import type { Check, Scene } from '../check.ts'
import { expect } from '../verdict.ts'
import { gather, saidIn } from './gather.ts'

export const finding: readonly Check[] = [
  {
    rule: 'D32',
    title: 'a search finds what one may see, and nothing of before one came; a recalled text is found by nobody',
    async run (scene) {
      const { ana, ben, cho, eve, bareOf } = scene
      const word = ana.fresh('word').replaceAll(/[^a-z0-9]/gi, '')
      const id = await groupOf(scene, [ben])
      const { no } = await ana.say(id, `${word} for ben`)
      await bareOf(ana).do(api.add(id, [cho.username]))
      const later = await ana.say(id, `${word} for both`)
      expect(await nosOf(scene, ben, word) === `${later.no},${no}`, 'ben to find both, the newest first', await nosOf(scene, ben, word))
      expect(await nosOf(scene, cho, word) === String(later.no), 'cho to find the one since they came', await nosOf(scene, cho, word))
      expect(await nosOf(scene, eve, word) === '', 'eve to find nothing', await nosOf(scene, eve, word))
      const { hits: [hit] } = await cho.do<{ hits: readonly Hit[] }>(api.search(word))
      const marked = hit?.snippet.filter(([, isHit]) => isHit).map(([text]) => text)
      expect(marked?.join() === word, 'the word marked in the snippet', hit)
      await bareOf(ana).do(api.recall(id, later.no))
      expect(await nosOf(scene, cho, word) === '', 'nothing after the recall', await nosOf(scene, cho, word))
      const elsewhere = await eve.call(api.search(word, id))
      expect(elsewhere.status === 404, '404 for eve who searches in that conversation', elsewhere.status)
    }
  },
  {
    rule: 'D32',
    title: 'a message is forwarded by those who see it; the copy outlives its recall and names no account',
    async run (scene) {
      const { ana, ben, eve, talk, bareOf } = scene
      const id = await groupOf(scene, [ben])
      const { no } = await ana.say(id, 'to be passed on')
      const clientId = ben.fresh('forward')
      const forward = (who: string) => api.forward({ clientId: who, from: { conversationId: id, nos: [no] }, to: [talk] })
      const stranger = await eve.call(forward(eve.fresh('forward')))
      expect(stranger.status === 404, '404 for eve', stranger.status)
      const { messages: [copy] } = await ben.do<{ messages: readonly Message[] }>(forward(clientId))
      expect(copy?.body === 'to be passed on' && copy.conversationId === talk, 'a copy in the other conversation', copy)
      expect(Object.keys(copy?.forwardedFrom ?? {}).join() === 'displayName', 'a name and nothing else of its author', copy?.forwardedFrom)
      await bareOf(ana).do(api.recall(id, no))
      const { messages: [again] } = await ben.do<{ messages: readonly Message[] }>(forward(clientId))
      expect(again?.no === copy?.no && again?.body === copy?.body, 'the same copy when it is asked for again', again)
    }
  },
  {
    rule: '§3',
    title: 'a search for groups finds one’s own, and a public one of others as such',
    blind: { 'replay-all': 'it caches pages even where that is forbidden, but not polls' },
    async run ({ ana, ben, eve, bareOf }) {
      const title = ana.fresh('group').slice(-24)
      const { conversation: { id } } = await bareOf(ana).do<{ conversation: Conversation }>(api.group(title, [ben.username]))
      const found = async (who: Browser) => (await who.do<{ hits: readonly GroupHit[] }>(api.searchGroups(title))).hits
      const his = await found(ben)
      expect(his.length === 1 && his[0]?.conversation?.id === id, 'ben’s own, as a conversation', his)
      expect((await found(eve)).length === 0, 'nothing for eve', await found(eve))
      await bareOf(ana).do(api.change(id, { isPublic: true }))
      const hers = await found(eve)
      expect(hers.length === 1 && hers[0]?.group?.id === id && hers[0].conversation === undefined, 'a public group for eve', hers)
    }
  },
  {
    rule: 'D12',
    title: 'a forward repeated in any way copies once; its key names no other forward',
    async run (scene) {
      const { ana, ben, talk, bareOf } = scene
      const { conversation: { id } } = await bareOf(ben).do<{ conversation: Conversation }>(api.group('for copies', []))
      const said = ben.fresh('copied')
      const { no } = await ana.say(talk, said)
      const forward = { clientId: ben.fresh('forward'), from: { conversationId: talk, nos: [no] }, to: [id] }
      const from = await ben.cursor()
      const first = await ben.do<{ messages: readonly Message[] }>(api.forward(forward))
      await ana.do(api.recall(talk, no))
      const again = await ben.do<{ messages: readonly Message[] }>(api.forward(forward))
      expect(again.messages[0]?.no === first.messages[0]?.no, 'the same copy', [first.messages, again.messages])
      const told = saidIn((await gather(ben, from)).events, id)
      expect(told.join() === said, 'one copy in the other conversation', told)
      const other = await ben.call<{ code: string }>(api.forward({ ...forward, to: [talk] }))
      expect(other.body.code === 'CLIENT_ID_REUSED', 'CLIENT_ID_REUSED for other fields', [other.status, other.body])
    }
  },
  {
    rule: 'D15',
    title: 'several recalls in one call: each is judged by itself, the others are named',
    blind: { 'replay-all': 'it caches pages even where that is forbidden, but not polls' },
    async run ({ ana, ben, eve, talk }) {
      const [one, two] = [await ana.say(talk, 'to be recalled'), await ben.say(talk, 'ben’s own')]
      const from = await ben.cursor()
      for (const call of [api.recalls(talk, [one.no, two.no]), api.recalls(talk, [two.no, one.no])]) {
        const { messages, refused } = await ana.do<Recalls>(call)
        expect(messages.length === 1 && messages[0]?.no === one.no && messages[0].body === '', 'ana’s own, without its text', messages)
        expect(refused.length === 1 && refused[0]?.no === two.no && refused[0].code === 'FORBIDDEN', 'FORBIDDEN for ben’s', refused)
      }
      const told = (await gather(ben, from)).events.filter(({ type }) => type === 'message-recalled').map(({ message }) => message?.no)
      expect(told.join() === String(one.no), 'one recall told to ben', told)
      expect((await eve.call(api.recalls(talk, [one.no]))).status === 404, 'eve to be told nothing: 404', 'another')
    }
  }
]

async function groupOf ({ ana, bareOf }: Scene, members: readonly Browser[]): Promise<string> {
  const made = await bareOf(ana).do<{ conversation: Conversation }>(api.group('for finding', members.map(({ username }) => username)))
  return made.conversation.id
}

async function nosOf ({ bareOf }: Scene, who: Browser, word: string): Promise<string> {
  const { hits } = await bareOf(who).do<{ hits: readonly Hit[] }>(api.search(word))
  return hits.map(({ message }) => message.no).join()
}
