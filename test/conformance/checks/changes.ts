// D12 to D16 and D31: sends, edits, recalls, receipts, unread, and a page that agrees with its cursor.
import { api, type Conversation, type Message } from '../api.ts'
import { meanwhile } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { Tab } from '../players/tab.ts'
import { expect } from '../verdict.ts'
import { gather, isSame, messagesIn, saidIn } from './gather.ts'

interface Sent { readonly message: Message, readonly duplicate?: true, readonly code?: string }

const SECRET = 'a secret that was a mistake'
const SAME_PAGE = 'it caches pages even where that is forbidden, but not polls'
/** An ack is stored within a second. */
const DELIVERED_MS = 1_200

export const changes: readonly Check[] = [
  {
    rule: 'D12',
    title: 'a send repeated in any way is stored once; its key is never reusable, not even after a recall',
    async run ({ ana, ben, talk, aside, via, bareOf }) {
      const from = await ben.cursor()
      const send = { clientId: ana.fresh('says'), body: 'once' }
      const replies = await Promise.all([1, 2, 3, 4].map(async () => await ana.call<Sent>(api.send(talk, send))))
      const fresh = replies.filter(({ status }) => status === 201).length
      const nos = new Set(replies.map(({ body }) => body.message?.no))
      expect(replies.every(({ status }) => status === 201 || status === 200) && nos.size === 1, 'four times the same message', replies.map(({ status, body }) => [status, body]))
      expect(fresh <= 1 && (via !== 'none' || fresh === 1), 'one 201', replies.map(({ status }) => status))
      expect(replies.every(({ status, body }) => status === 201 || body.duplicate === true), '"duplicate": true in the others', replies.map(({ body }) => body))
      for (const [where, body] of [[talk, 'something else'], [aside, 'once']] as const) {
        const reused = await ana.call<Sent>(api.send(where, { ...send, body }))
        expect(reused.status === 409 && reused.body.code === 'CLIENT_ID_REUSED', '409 CLIENT_ID_REUSED', [reused.status, reused.body])
      }
      const his = await ben.call<Sent>(api.send(talk, send))
      expect(his.status < 300, 'a key to be its sender’s own', [his.status, his.body])
      const [no] = nos
      await ana.do(api.recall(talk, no ?? 0))
      const after = await ana.call<Sent>(api.send(talk, send))
      expect(after.status === 200 && after.body.duplicate === true && after.body.message.body === '', 'the recalled message as it now is', [after.status, after.body])
      expect(messagesIn((await gather(ben, from)).events, talk).length === 2, 'one message of each', 'another number')
      const { messages } = await bareOf(ana).do<{ messages: Message[] }>(api.history(talk))
      expect(messages.filter(({ clientId }) => clientId === send.clientId).length === 2, 'the key twice in the history, once for each sender', messages)
    }
  },
  {
    rule: 'D13',
    title: 'delivered is reported after the ack, never before; read reaches the sender and the reader’s other browser',
    async run ({ ana, ben, phone, talk, hold, bareOf }) {
      const people = [ana, ben].map(bareOf)
      for (const one of people) await one.do(api.show({ receipts: true }))
      try {
        const from = await ben.cursor()
        const page = await new Tab(ana, hold).begin()
        const other = await new Tab(phone, hold).begin()
        const { no } = await ana.say(talk, 'arrived?')
        const brought = await ben.ask({ cursor: from, hold: 0 })
        const reached = (what: 'deliveredNo' | 'readNo') => page.answers.some(({ signals }) =>
          signals.receipts.some(receipt => receipt.conversationId === talk && receipt.username === ben.username && receipt[what] >= no))
        for (const end = performance.now() + DELIVERED_MS; performance.now() < end;) await page.next(Math.min(hold, 0.6))
        expect(!reached('deliveredNo'), 'nothing delivered while the answer may still be lost', page.answers.at(-1)?.signals)
        await ben.ask({ cursor: brought.cursor, hold: 0 })
        await page.until('that it was delivered', () => reached('deliveredNo'))
        await ben.do(api.read(talk, no))
        await page.until('that it was read', () => reached('readNo'))
        await other.until('a read event on ben’s other browser', applied => applied.some(({ type, readNo }) => type === 'read' && readNo === no))
      } finally {
        for (const one of people) await one.do(api.show({ receipts: false }))
      }
    }
  },
  {
    rule: 'D14',
    title: 'unread is computed from readNo, which never goes back; the total is the sum',
    blind: { 'replay-all': SAME_PAGE },
    async run ({ ana, ben, cho, group }) {
      const look = async () => (await ben.do<{ conversation: Conversation }>(api.conversation(group))).conversation
      const first = await ana.say(group, 'one')
      const second = await cho.say(group, 'two')
      await ben.do(api.read(group, first.no))
      expect((await look()).unread === 1, 'one unread', await look())
      await ben.do(api.read(group, second.no))
      const after = await ben.do<{ readNo: number, unread: number }>(api.read(group, first.no))
      expect(after.readNo === second.no && after.unread === 0, 'readNo not to go back', after)
      await ben.do(api.markUnread(group, first.no))
      const marked = await look()
      expect(marked.readNo === second.no && marked.unreadFrom === first.no, '"mark unread" to be a number of its own', marked)
      const { conversations, unread } = await ben.do<{ conversations: Conversation[], unread: number }>(api.conversations())
      const counted = conversations.filter(({ notify }) => notify !== 'none')
      expect(unread === counted.reduce((sum, one) => sum + one.unread, 0), 'the total to be the sum of what is not muted', [unread, conversations.map(one => one.unread)])
    }
  },
  {
    rule: 'D15',
    title: 'an edit is a new event; a recalled text is never served again, not even in a replay',
    blind: { 'replay-all': SAME_PAGE },
    async run ({ ana, ben, talk, bareOf }) {
      const from = await ben.cursor()
      const { no } = await ana.say(talk, SECRET)
      await ana.do(api.edit(talk, no, `${SECRET}, edited`))
      const before = await gather(ben, from)
      expect(isSame(before.events.slice(0, 2).map(({ type }) => type), ['message', 'message-edited']), 'a message, then its edit', before.events)
      expect(before.events[0]?.message?.body === SECRET, 'the first event to stay what it was', before.events[0])
      await ben.do(api.send(talk, { clientId: ben.fresh('answers'), body: 'an answer', replyTo: no }))
      expect((await gather(ben, from)).events.at(-1)?.message?.replyTo?.excerpt === `${SECRET}, edited`, 'an answer to quote it', before.events)
      await ana.do(api.recall(talk, no))
      const after = await gather(ben, from)
      const pages = [await ben.do(api.history(talk)), await ben.do(api.snapshot())]
      expect(!JSON.stringify([after.events, pages]).includes(SECRET), 'the text nowhere', after.events)
      expect(after.events.some(({ type, message }) => type === 'message-recalled' && message?.no === no), 'an event that tells of it', after.events)
      const again = await bareOf(ana).call(api.edit(talk, no, 'again'))
      expect(again.status === 409, 'recall to be terminal: 409', again.status)
    }
  },
  {
    rule: 'D16',
    title: 'a snapshot and the polls from its cursor give every message once',
    blind: { 'replay-all': SAME_PAGE },
    async run ({ ana, ben, talk, bareOf }) {
      let last = 0
      const saying = meanwhile((async () => {
        for (let said = 0; said < 16; said++) last = (await bareOf(ana).say(talk, `${said}`)).no
      })())
      const taken: Array<{ lastNo: number, cursor: string }> = []
      for (let snapshots = 0; snapshots < 4; snapshots++) {
        const { conversations, cursor } = await ben.do<{ conversations: Conversation[], cursor: string }>(api.snapshot())
        taken.push({ lastNo: conversations.find(({ id }) => id === talk)?.lastNo ?? 0, cursor })
      }
      await saying
      for (const { lastNo, cursor } of taken) {
        const nos = messagesIn((await gather(ben, cursor)).events, talk).map(({ no }) => no)
        expect(isSame(nos, Array.from({ length: last - lastNo }, (_, index) => lastNo + 1 + index)), `no ${lastNo + 1} to ${last} after a snapshot that ends with ${lastNo}`, nos)
      }
    }
  },
  {
    rule: 'D31',
    title: 'a message that names its predecessor waits for it; each sender’s order is kept',
    async run ({ ana, ben, eve, talk }) {
      const from = await ben.cursor()
      const first = { clientId: ana.fresh('first'), body: 'first' }
      const second = { clientId: ana.fresh('second'), body: 'second', afterClientId: first.clientId }
      const early = await ana.call<Sent>(api.send(talk, second))
      expect(early.status === 409 && early.body.code === 'OUT_OF_ORDER', '409 OUT_OF_ORDER', [early.status, early.body])
      await ana.do(api.send(talk, first))
      await ana.do(api.send(talk, second))
      const others = await eve.call<Sent>(api.send(talk, { ...second, clientId: eve.fresh('tries') }))
      expect(others.status === 404, 'eve to be told nothing of either: 404', [others.status, others.body])
      const more = Array.from({ length: 6 }, (_, index) => `then ${index}`)
      for (const body of more) await ana.say(talk, body)
      expect(isSame(saidIn((await gather(ben, from)).events, talk), ['first', 'second', ...more]), 'the sender’s order', 'another')
    }
  },
  {
    rule: 'D31',
    title: 'a bounce releases the messages that wait behind it',
    async run ({ ben, eve, bareOf }) {
      const { conversation: { id } } = await bareOf(eve).do<{ conversation: { id: string } }>(api.direct(ben.username))
      const refused = { clientId: eve.fresh('knocks'), body: 'let me in' }
      for (const send of [refused, { clientId: eve.fresh('knocks'), body: 'please', afterClientId: refused.clientId }]) {
        const reply = await eve.call<Sent>(api.send(id, send))
        expect(reply.status === 403 && reply.body.code === 'NOT_A_CONTACT', '403 NOT_A_CONTACT, each judged for itself', [reply.status, reply.body])
      }
    }
  }
]
