// D32: searches and forwards show nobody more than the conversation itself does.
import { api, type Conversation, type Hit, type Message } from '../api.ts'
import type { Browser } from '../players/browser.ts'
import type { Check, Scene } from '../check.ts'
import { expect } from '../verdict.ts'

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
