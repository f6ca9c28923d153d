// D15 and D32 of what is kept of messages: pins of a conversation, and one's own stars.
import { api, type Conversation, type Message } from '../api.ts'
import type { Check } from '../check.ts'
import type { Browser } from '../players/browser.ts'
import { expect } from '../verdict.ts'
import { gather } from './gather.ts'

interface Pins { readonly pins: ReadonlyArray<{ readonly message: Message }> }
interface Starred { readonly messages: readonly Message[] }

export const kept: readonly Check[] = [
  {
    rule: 'D32',
    title: 'a pin is an event and a line that quotes it; members pin nothing, newcomers see none of before, a recall unpins',
    async run ({ ana, ben, cho, eve, bareOf }) {
      const group = { title: 'of the kit', usernames: [ben.username] }
      const { conversation: { id } } = await bareOf(ana).do<{ conversation: Conversation }>(api.group(group.title, group.usernames))
      const { no } = await ana.say(id, 'the rules')
      const [his, hers] = [await ben.cursor(), await cho.cursor()]
      expect((await ben.call(api.pin(id, no))).status === 403, 'a member to be refused: 403', 'it')
      expect((await eve.call(api.pin(id, no))).status === 404, 'an outsider to be told nothing: 404', 'it')
      for (const call of [api.pin(id, no), api.pin(id, no)]) await bareOf(ana).do(call)
      await bareOf(ana).do(api.add(id, [cho.username]))
      const nosOf = async (who: Browser) => (await bareOf(who).do<Pins>(api.pins(id))).pins.map(({ message }) => message.no)
      expect(String(await nosOf(ben)) === String([no]), 'the message among ben’s pins', await nosOf(ben))
      expect((await nosOf(cho)).length === 0, 'no pin of before for cho', await nosOf(cho))
      await bareOf(ana).do(api.unpin(id, no))
      await bareOf(ana).do(api.pin(id, no))
      await bareOf(ana).do(api.recall(id, no))
      expect((await nosOf(ben)).length === 0, 'nothing pinned after the recall', await nosOf(ben))
      const heard = (await gather(ben, his)).events.filter(event => event.conversationId === id)
      const told = heard.filter(({ type }) => type === 'pin').map(({ on }) => on)
      expect(String(told) === 'true,false,true', 'pinned, unpinned, pinned', heard)
      const lines = heard.filter(({ message }) => message?.kind === 'system' && message.replyTo?.no === no)
      expect(lines.length === 2, 'two lines about the message', heard)
      expect((await gather(cho, hers)).events.every(({ type }) => type !== 'pin'), 'cho to hear of no pin of before', 'it')
    }
  },
  {
    rule: 'D15',
    title: 'a star is one’s own: one’s browsers alone are told, and nobody else’s reads show it',
    blind: { 'replay-all': 'it caches pages even where that is forbidden, but not polls' },
    async run ({ ana, ben, phone, eve, talk }) {
      const { no } = await ana.say(talk, 'to be found again')
      const [his, hers] = [await phone.cursor(), await ana.cursor()]
      for (const call of [api.star(talk, no), api.star(talk, no)]) await ben.do(call)
      const isIn = ({ messages }: Starred) => messages.some(one => one.conversationId === talk && one.no === no && one.starred === true)
      expect(isIn(await ben.do<Starred>(api.stars())), 'the message among ben’s stars', 'not there')
      expect(!isIn(await ana.do<Starred>(api.stars())), 'no star of ana’s', 'one')
      const { messages } = await ana.do<Starred>(api.history(talk))
      expect(messages.every(({ starred }) => starred !== true), 'no star in what ana reads', messages)
      await ben.do(api.unstar(talk, no))
      const told = (await gather(phone, his)).events.filter(event => event.type === 'star' && event.no === no).map(({ on }) => on)
      expect(String(told) === 'true,false', 'starred and not, on ben’s other browser', told)
      expect((await gather(ana, hers)).events.every(({ type }) => type !== 'star'), 'ana to hear nothing of it', 'it')
      expect((await eve.call(api.star(talk, no))).status === 404, 'eve to be told nothing of it: 404', 'another')
    }
  }
]
