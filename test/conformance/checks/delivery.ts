// D1 to D7: whatever happens to an answer, every event reaches its reader once and in order.
import { api, type Message } from '../api.ts'
import { cursorIn, sleep } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { Tab } from '../players/tab.ts'
import { expect } from '../verdict.ts'
import { areRising, areWithoutGaps, gather, isSame, messagesIn, saidIn } from './gather.ts'

/** An idle answer that arrives this long after the send was answered cannot have crossed it. */
const CROSSING_MS = 900

export const delivery: readonly Check[] = [
  {
    rule: 'D1',
    title: 'the same cursor gets the same events again, and then what follows',
    async run ({ ana, ben, eve, talk }) {
      const from = await ben.cursor()
      for (const body of ['one', 'two', 'three']) await ana.say(talk, body)
      const first = await ben.ask({ cursor: from, hold: 0 })
      expect(isSame(saidIn(first.events, talk), ['one', 'two', 'three']), 'three messages', first.events)
      const again = await ben.ask({ cursor: from, hold: 0 })
      expect(isSame(again.events, first.events), 'the same events again', again.events)
      await ana.say(talk, 'four')
      const later = await ben.ask({ cursor: from, hold: 0 })
      expect(isSame(later.events.slice(0, first.events.length), first.events), 'the same events, followed by more', later.events)
      expect(saidIn(later.events, talk).includes('four'), 'the fourth after them', later.events)
      const hers = await gather(eve, from)
      expect(saidIn(hers.events, talk).length === 0, 'eve to hear nothing by another’s cursor', hers.events)
    }
  },
  {
    rule: 'D2',
    title: 'no has no gaps, seq rises with it, and a refused send takes neither',
    async run ({ ana, ben, eve, talk, bareOf }) {
      const from = await ben.cursor()
      const sent = await Promise.all([
        ...Array.from({ length: 12 }, async (_, index) => await (index % 2 === 0 ? ana : ben).say(talk, `${index}`)),
        ...[eve.call(api.send(talk, { clientId: eve.fresh('tries'), body: 'let me in' })), ana.call(api.send(talk, { clientId: ana.fresh('empty'), body: '  ' }))]
          .map(async reply => { expect((await reply).status >= 400, 'a refusal', (await reply).status) })
      ])
      const promised = sent.filter(message => message !== undefined)
      const { messages } = await bareOf(ana).do<{ messages: Message[] }>(api.history(talk))
      const mine = messages.filter(({ clientId }) => promised.some(message => message.clientId === clientId))
      expect(mine.length === promised.length, `${promised.length} messages, each once`, mine.map(({ clientId }) => clientId))
      expect(areWithoutGaps(messages.map(({ no }) => no)), 'no without gaps', messages.map(({ no }) => no))
      const told = messagesIn((await gather(ben, from)).events, talk)
      expect(areWithoutGaps(told.map(({ no }) => no)), 'messages told by rising no', told.map(({ no }) => no))
      expect(areRising(told.map(({ changedSeq }) => changedSeq)), 'seq to rise with no', told.map(({ changedSeq }) => changedSeq))
    }
  },
  {
    rule: 'D3',
    title: 'a cursor works in another browser and on another connection; polling with it is the ack',
    async run ({ ana, ben, phone, talk }) {
      const from = await ben.cursor()
      await ana.say(talk, 'missed')
      const here = await gather(ben, from)
      ben.hangUp()
      const again = await gather(ben, from)
      const there = await gather(phone, from)
      expect(saidIn(here.events, talk).includes('missed'), 'the message', here.events)
      expect(isSame(again.events, here.events), 'the same over a new connection', again.events)
      expect(isSame(there.events, here.events), 'the same on another browser', there.events)
    }
  },
  {
    rule: 'D4',
    title: 'each answer holds every event its reader may see in (fromSeq, toSeq]',
    async run ({ ana, ben, eve, talk, aside }) {
      const begun = await ben.ask()
      const from = cursorIn(begun)
      const due: number[] = []
      for (let index = 0; index < 8; index++) {
        if (index % 2 === 0) await ana.say(aside, `for cho ${index}`)
        due.push((await ana.say(talk, `for ben ${index}`)).changedSeq)
      }
      const { events, answers } = await gather(ben, from)
      expect(isSame(events.map(({ seq }) => seq), due), `exactly the events ${due.join(', ')}`, events.map(({ seq }) => seq))
      for (const [index, answer] of answers.entries()) {
        const before = answers[index - 1] ?? begun
        const came = [before.cursor, before.toSeq, answer.from, answer.fromSeq]
        expect(before.toSeq === answer.fromSeq && before.cursor === answer.from, 'a stretch to begin where the cursor stood', came)
        expect(answer.events.every(({ seq }) => seq > Number(answer.fromSeq) && seq <= Number(answer.toSeq)), 'events within their stretch', answer)
      }
      const { no } = await ana.say(talk, 'first words')
      await ana.do(api.edit(talk, no, 'second words'))
      const objects = (await gather(ben, from)).events.filter(event => event.message !== undefined)
      const last = objects.at(-1)
      expect(last?.type === 'message-edited' && last.message?.changedSeq === last.seq, 'an edit that says by which event it came', last)
      expect((await gather(eve, from)).events.every(event => event.conversationId !== talk), 'nothing of it for eve', 'something')
    }
  },
  {
    rule: 'D5',
    title: 'an ack by one browser takes nothing from another',
    async run ({ ana, ben, phone, talk }) {
      const from = await ben.cursor()
      for (const body of ['one', 'two']) await ana.say(talk, body)
      const { cursor } = await gather(phone, from)
      await phone.ask({ cursor, hold: 0 })
      const his = await gather(ben, from)
      expect(isSame(saidIn(his.events, talk), ['one', 'two']), 'both, though the other browser acknowledged them', his.events)
      await ana.say(talk, 'three')
      expect(isSame(saidIn((await gather(phone, cursor)).events, talk), ['three']), 'the third on the other browser', 'something else')
    }
  },
  {
    rule: 'D6',
    title: 'an answered send is already posted: the next poll brings it',
    async run ({ ana, ben, talk }) {
      let cursor = await ben.cursor()
      for (let round = 0; round < 8; round++) {
        const { changedSeq } = await ana.say(talk, `round ${round}`)
        const told = await ben.ask({ cursor, hold: 0 })
        expect(told.events.some(({ seq }) => seq === changedSeq), `event ${changedSeq} in the next answer`, told)
        cursor = told.cursor ?? cursor
      }
    }
  },
  {
    rule: 'D7',
    title: 'a message sent while a poll arrives is delivered by that poll: no gap before parking',
    async run ({ ana, ben, talk, hold }) {
      let cursor = await ben.cursor()
      for (let round = 0; round < 8; round++) {
        const poll = ben.park({ cursor, hold })
        await sleep(round % 4)
        const sent = await ana.say(talk, `round ${round}`)
        const answeredAt = performance.now()
        const answer = await poll.answer()
        const late = performance.now() - answeredAt
        const isTold = answer.events.some(({ seq }) => seq === sent.changedSeq)
        expect(isTold || late < CROSSING_MS, 'the waiting poll to be woken', `${answer.status} ${Math.round(late)} ms after the send was answered`)
        cursor = isTold ? answer.cursor ?? cursor : (await gather(ben, answer.cursor ?? cursor)).cursor
      }
    }
  },
  {
    rule: 'D33',
    title: 'a message wakes the waiting poll of its own session within a second',
    async run ({ ana, talk, hold }) {
      let cursor = await ana.cursor()
      for (let round = 0; round < 3; round++) {
        const poll = ana.park({ cursor, hold })
        await sleep(20)
        const sent = await ana.say(talk, `own ${round}`)
        const answeredAt = performance.now()
        const answer = await poll.answer()
        const late = performance.now() - answeredAt
        const isTold = answer.events.some(({ seq }) => seq === sent.changedSeq)
        expect(isTold || late < CROSSING_MS, 'the waiting poll to be woken', `${answer.status} ${Math.round(late)} ms after the send was answered`)
        cursor = isTold ? answer.cursor ?? cursor : (await gather(ana, answer.cursor ?? cursor)).cursor
      }
    }
  },
  {
    rule: 'D29',
    title: 'a browser that leaves during a poll misses nothing',
    async run ({ ana, ben, talk, hold }) {
      const tab = await new Tab(ben, hold).begin()
      const gone = ben.park({ cursor: tab.consumer.cursor, hold, tab: ben.fresh('tab'), n: 1 })
      await sleep(100)
      gone.leave()
      const { changedSeq } = await ana.say(talk, 'while away')
      await tab.until('the message sent meanwhile', applied => applied.some(({ seq }) => seq === changedSeq))
    }
  }
]
