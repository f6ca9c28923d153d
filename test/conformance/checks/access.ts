// D26, D27, D30, D32, and protocol.md §3 to §5 on cookies, callers, methods and lists.
import { api, METRICS, type Call, type ContactPage, type Conversation, type Message } from '../api.ts'
import { Browser, meanwhile, sleep } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { Tab } from '../players/tab.ts'
import { expect, expectInTime, NotVisible, undisturbed } from '../verdict.ts'
import { gather, saidIn } from './gather.ts'

/** Time during which a user who reloads a page must not appear offline. */
const RELOADS_MS = 1_500
/** In the first 30 s after a start no change of presence is sent. */
const SETTLED_WITHIN_MS = 40_000
/** D27 says a second; an answer already on its way may arrive later. */
const ENDED_WITHIN_MS = 1_500

export const access: readonly Check[] = [
  {
    rule: 'D26',
    title: 'a user who polls is online, and reloading never shows them offline',
    isLate: true,
    async run ({ ana, ben, hold, bareOf }) {
      const people = [ana, ben].map(bareOf)
      for (const one of people) await one.do(api.show({ presence: true }))
      const hers = await new Tab(ana, hold).begin()
      meanwhile(hers.listen())
      try {
        await ana.ask({ cursor: hers.consumer.cursor, hold: 0 })
        const { cursor } = await bareOf(ben).do<{ cursor: string }>(api.snapshot())
        const tab = new Tab(ben, hold).from(cursor, 0)
        const states = () => tab.answers.flatMap(({ signals }) => signals.presence)
          .filter(({ username }) => username === ana.username).map(({ state }) => state)
        await tab.until('that ana is online', () => states().includes('online'), SETTLED_WITHIN_MS)
        hers.leave()
        const before = states().length
        for (const end = performance.now() + RELOADS_MS; performance.now() < end;) {
          const again = ana.park({ cursor: hers.consumer.cursor, hold, tab: ana.fresh('tab'), n: 1 })
          await tab.next(Math.min(hold, 0.5))
          again.leave()
        }
        expect(!states().slice(before).includes('offline'), 'nothing of offline while she reloads', states())
      } finally {
        hers.leave()
        for (const one of people) await one.do(api.show({ presence: false }))
      }
    }
  },
  {
    rule: 'D27',
    title: 'signing out ends this browser’s parked polls, and no others',
    async run ({ cho, another, way, bareOf, hold }) {
      const leaving = (await another('cho')).by(way)
      const cursor = await leaving.cursor()
      const from = await cho.cursor()
      const parked = [1, 2].map(() => leaving.park({ cursor, hold: hold * 1.5, tab: leaving.fresh('tab'), n: 1 }))
      await sleep(150)
      await bareOf(leaving).do(api.signOut())
      const endedAt = performance.now()
      for (const poll of parked) {
        const { status } = undisturbed(await poll.answer())
        const after = Math.round(performance.now() - endedAt)
        expectInTime(status === 'signed-out' || (status === 'idle' && after < ENDED_WITHIN_MS), 'signed-out', `${status} ${after} ms later`)
      }
      const later = await leaving.ask({ cursor, hold })
      expect(later.status === 'signed-out' && later.cursor === null, 'to stay signed out', later)
      const told = await gather(cho, from)
      expect(told.events.some(({ type, change }) => type === 'session' && change === 'ended'), 'the other browser to hear of it', told.events)
    }
  },
  {
    rule: 'D30',
    title: 'an operator is shown polls, holds, commits, resyncs, duplicates and mailboxes',
    blind: { '*': 'metrics are for the machine itself, not for callers behind a proxy' },
    async run ({ ben }) {
      const reply = await ben.once(api.metrics())
      if (reply.status !== 200) throw new NotVisible(`this server shows its metrics to others (${reply.status})`)
      for (const word of METRICS) expect(reply.text.includes(word), `metrics that name ${word}`, reply.text.slice(0, 100))
    }
  },
  {
    rule: 'D32',
    title: 'an outsider asks for a conversation: every address answers as if it did not exist',
    async run ({ ana, eve, talk }) {
      const { no } = await ana.say(talk, 'between us')
      const tries = (id: string): Call[] => [
        api.conversation(id), api.members(id), api.history(id), api.send(id, { clientId: eve.fresh('tries'), body: 'x' }),
        api.edit(id, no, 'x'), api.recall(id, no), api.read(id, no), api.markUnread(id, no), api.typing(id), api.leave(id)
      ]
      const nowhere = tries('no-such-conversation')
      for (const [index, call] of tries(talk).entries()) {
        const reply = await eve.call(call)
        expect(reply.status === 404, `${call.method} ${call.path.replace(talk, '…')} to be 404 for eve`, [reply.status, reply.body])
        const never = nowhere[index]
        if (never !== undefined) expect((await eve.call(never)).text === reply.text, 'the same answer as for what never was', reply.text)
      }
    }
  },
  {
    rule: 'D32',
    title: 'a member who leaves is told so, and nothing after it',
    async run ({ ana, ben, cho, hold, bareOf }) {
      const made = await bareOf(ana).do<{ conversation: Conversation }>(api.group('for leaving', [ben.username, cho.username]))
      const { id } = made.conversation
      const tab = await new Tab(cho, hold).begin()
      await ana.say(id, 'before')
      await bareOf(cho).do(api.leave(id))
      await tab.until('that cho left', applied => applied.some(({ type, change, member }) => type === 'member' && change === 'left' && member?.user.username === cho.username))
      await ana.say(id, 'after')
      await gather(cho, tab.consumer.cursor ?? '').then(({ events }) => {
        expect(events.every(({ conversationId }) => conversationId !== id), 'nothing after leaving', events)
      })
      const send = await cho.call(api.send(id, { clientId: cho.fresh('is-gone'), body: 'x' }))
      expect(send.status === 404, 'no sending after leaving: 404', send.status)
      const { messages } = await bareOf(cho).do<{ messages: Message[] }>(api.history(id))
      expect(messages.every(({ body }) => body !== 'after') && messages.some(({ body }) => body === 'before'), 'history until cho left', messages.map(({ body }) => body))
    }
  },
  {
    rule: 'D32',
    title: 'a stranger’s message is refused, takes no number, and is seen by its sender alone',
    async run ({ ben, eve, bareOf }) {
      const from = await ben.cursor()
      const { conversation: { id } } = await bareOf(eve).do<{ conversation: Conversation }>(api.direct(ben.username))
      const refused = await eve.call<{ code: string }>(api.send(id, { clientId: eve.fresh('knocks'), body: 'let me in' }))
      expect(refused.status === 403 && refused.body.code === 'NOT_A_CONTACT', '403 NOT_A_CONTACT', [refused.status, refused.body])
      expect(saidIn((await gather(ben, from)).events, id).length === 0, 'ben to hear nothing', 'something')
      expect((await ben.call(api.conversation(id))).status === 404, 'the conversation not to be there for ben', 'it is')
    }
  },
  {
    rule: '§3',
    title: 'signing in sets one cookie, and its name and value alone carry the session',
    async run ({ ben, passwords, way }) {
      const reply = await new Browser(way, ben.username, '').call(api.signIn(ben.username, passwords.ben))
      const given = reply.headers['set-cookie'] ?? []
      expect(reply.status === 200 && given.length === 1, 'one Set-Cookie', [reply.status, given])
      const { status } = await new Browser(way, ben.username, given[0]?.split(';')[0] ?? '').ask()
      expect(status === 'idle', 'to be signed in by it', status)
    }
  },
  {
    rule: '§4',
    title: 'calls that change something need JSON; a poll that another site started is refused',
    blind: { 'strip-headers': 'it drops the header by which a browser names the site that started a call' },
    async run ({ ana, talk, bareOf, way }) {
      const send = api.send(talk, { clientId: ana.fresh('says'), body: 'as text' })
      const refused = await bareOf(ana).once(send, { 'Content-Type': 'text/plain' })
      expect(refused.status === 415, '415 for text/plain', refused.status)
      for (let tries = 0; tries < 20; tries++) {
        const foreign = await ana.once(api.poll({ hold: 0, tab: ana.fresh('tab'), n: 1 }), { 'Sec-Fetch-Site': 'cross-site' }).catch(() => null)
        if (foreign === null || (way.isHostile && foreign.body === null)) continue
        expect(foreign.status === 403, '403 for a poll of another site', foreign.status)
        return
      }
      expect(false, 'a poll of another site to be answered once in 20 tries', 'nothing')
    }
  },
  {
    rule: '§5',
    title: 'a POST that names PATCH, PUT or DELETE is that call; a GET that names one reads, another name is 405',
    async run ({ ana, ben, talk, bareOf }) {
      const from = await ben.cursor()
      const { no } = await ana.say(talk, 'first')
      await ana.do(api.edit(talk, no, 'second'))
      const { path } = api.recall(talk, no)
      await ana.once({ method: 'GET', path }).catch(() => null)
      const misnamed = await bareOf(ana).call<{ code: string }>({ method: 'POST', path: path.replace('DELETE', 'delete'), body: {} })
      expect(misnamed.status === 405 && misnamed.body.code === 'METHOD_NOT_ALLOWED', '405 METHOD_NOT_ALLOWED', [misnamed.status, misnamed.body])
      const types = (await gather(ben, from)).events.map(({ type }) => type)
      expect(types.includes('message-edited') && !types.includes('message-recalled'), 'an edit and no recall', types)
      const direct = await bareOf(ana).call(api.directly(api.recall(talk, no)))
      expect(direct.status === 200, 'the same call by its own method: 200', direct.status)
      const again = await ana.call(api.recall(talk, no))
      expect(again.status === 200, 'a recall by POST, which may be repeated: 200', again.status)
    }
  },
  {
    rule: '§5',
    title: 'a list comes in pages that neither skip nor repeat a row, and each says whether another follows',
    async run ({ ana, bareOf }) {
      const reader = bareOf(ana)
      const pageFrom = async (limit: number, after: string | null) => await reader.do<ContactPage>(api.contacts(limit, after))
      const names = ({ contacts }: ContactPage) => contacts.map(({ user }) => user.username)
      const whole = await pageFrom(200, null)
      const found: string[] = []
      for (let after: string | null = null, rest = whole.contacts.length; rest > 0; rest--) {
        const page: ContactPage = await pageFrom(1, after)
        found.push(...names(page))
        expect(page.more === (rest > 1) && (page.next === null) === !page.more, 'more, and next, until the last page', page)
        after = page.next
      }
      expect(found.length > 1 && found.join() === names(whole).join(), 'each contact once, in the order of the whole list', found)
    }
  }
]
