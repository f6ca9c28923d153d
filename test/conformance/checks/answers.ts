// D17 to D20 and D25: the length of a hold, and the form of every answer.
import { gunzipSync } from 'node:zlib'
import { raw, type RawAnswer } from '#test/raw.ts'
import { api, cursors } from '../api.ts'
import { Browser, meanwhile, sleep } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { readPollAnswer, wrongFields } from '../poll-answer.ts'
import { Tab } from '../players/tab.ts'
import { expect, undisturbed } from '../verdict.ts'
import { areWithoutGaps, gather, messagesIn } from './gather.ts'

/** The server takes up to a tenth off a hold, and a timer may fire a little early. */
const EARLY_SHARE = 0.85
const EVENTS_MAX = 100
const BYTES_MAX = 256 * 1024
/** More than an answer holds, and more than a mailbox keeps. */
const MANY = { answer: 130, mailbox: 270 }

/** Below the number that counts as a loop (D10), in case answers are already on their way when they are cut. */
const CUTS = 3

const BETWEEN_TRIES_MS = 60

const WRITES_ITSELF = 'it writes the heads of answers itself'
const BREAKS_CODINGS = {
  'forget-codings': 'it makes compressed answers unreadable',
  'decode-silently': 'it makes compressed answers unreadable',
  'decode-answers': 'it writes the heads of compressed answers itself'
}

/** A raw request, to see the bytes on the wire. */
function byHand (who: Browser, path: string, version = '1.1'): Promise<RawAnswer> {
  const { origin, pathname } = new URL(who.way.address)
  const cookie = who.cookie === '' ? '' : `Cookie: ${who.cookie}\n`
  return raw(origin, `GET ${pathname}${path} HTTP/${version}\nHost: ${new URL(origin).host}\n${version === '1.0' ? '' : 'Connection: close\n'}${cookie}\n`)
}

/** The same by a client that takes gzip, whose bytes are kept. */
async function packedByHand (who: Browser, path: string): Promise<{ answer: RawAnswer, bytes: Buffer }> {
  const { origin, pathname } = new URL(who.way.address)
  const cookie = who.cookie === '' ? '' : `Cookie: ${who.cookie}\n`
  const head = `GET ${pathname}${path} HTTP/1.1\nHost: ${new URL(origin).host}\nConnection: close\nAccept-Encoding: gzip\n${cookie}\n`
  const answer = await raw(origin, head, 'latin1')
  return { answer, bytes: Buffer.from(answer.body, 'latin1') }
}

function headerOf ({ headers }: RawAnswer, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
}

function bodyOf (answer: RawAnswer) {
  try {
    return readPollAnswer(JSON.parse(answer.body))
  } catch {
    return null
  }
}

async function sayMany (many: number, say: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < many; index += 10) {
    await Promise.all(Array.from({ length: Math.min(10, many - index) }, async (_, more) => await say(index + more)))
  }
}

export const answers: readonly Check[] = [
  {
    rule: 'D17',
    title: 'a poll is held as long as it asks, less a tenth at most, and the answer says how long',
    async run ({ ben, hold, way }) {
      const cursor = await ben.cursor()
      const held = undisturbed(await ben.ask({ cursor, hold }))
      expect(held.status === 'idle', `a quiet poll to end idle within ${hold + way.patienceMs / 1_000} s`, held)
      expect(held.hold >= hold * 0.9 - 0.05 && held.hold <= hold, `hold between ${hold * 0.9} and ${hold}`, held.hold)
      expect(held.elapsedMs >= held.hold * 1_000 * EARLY_SHARE, `to be held for ${held.hold} s`, `${Math.round(held.elapsedMs)} ms`)
      const [unsaid, most] = [await ben.ask({}), await ben.ask({ hold: 100_000 })]
      expect(most.hold <= 90 && most.hold > 0 && unsaid.hold >= most.hold * 0.85, 'the maximum, when none or too much is named', [unsaid.hold, most.hold])
    }
  },
  {
    rule: 'D18',
    title: 'a poll that is cut is repeated at once, with the same cursor and without a penalty',
    async run ({ ana, ben, talk, hold }) {
      const tab = await new Tab(ben, hold).begin()
      const listening = meanwhile(tab.until('what was said after the cuts', applied => messagesIn(applied, talk).length > 0))
      for (let cuts = 0; cuts < CUTS; cuts++) {
        await sleep(60)
        tab.cut()
      }
      await ana.say(talk, 'after the cuts')
      await listening
      const last = tab.answers.at(-1)
      expect(last?.retryMs === 0, 'retryMs 0', last)
      return { cuts: tab.cuts }
    }
  },
  {
    rule: 'D18',
    title: 'a network that cuts long holds: shorter ones are learned, and everything arrives',
    async run ({ ana, ben, talk, hold }) {
      // Longer than the cutting switches allow.
      const tab = await new Tab(ben, hold * 2.5).begin()
      await tab.next()
      const listening = meanwhile(tab.until('what was said after the first hold', applied => messagesIn(applied, talk).length >= 2))
      for (const body of ['one', 'two']) await ana.say(talk, body)
      await listening
      expect(areWithoutGaps(messagesIn(tab.consumer.applied, talk).map(({ no }) => no)), 'both, in order', tab.consumer.applied)
      return { hold: tab.hold }
    }
  },
  {
    rule: 'D19',
    title: 'every answer has every field, whatever its status, and HTTP status 200',
    async run ({ ana, ben, talk, hold }) {
      const from = await ben.cursor()
      await ana.say(talk, 'grüße 你好 🐚')
      const told = await ben.ask({ cursor: from, hold: 0 })
      expect(messagesIn(told.events, talk)[0]?.body === 'grüße 你好 🐚', 'the text as it was written', told.events)
      const tab = ben.fresh('tab')
      const first = ben.park({ cursor: told.cursor, hold, tab, n: 1 })
      await sleep(50)
      const all = [told, await ben.ask({ cursor: told.cursor, hold: 0, tab, n: 2 }), await first.answer(), await ben.ask({ cursor: cursors.malformed[0] ?? '', hold: 0 })]
      for (const answer of all) expect(wrongFields(answer).length === 0, `every field in an answer ${answer.status}`, `wrong: ${wrongFields(answer).join(', ')}`)
    }
  },
  {
    rule: 'D19',
    title: 'an answer on the wire: one small JSON document with Content-Length, not chunked',
    blind: { buffer: WRITES_ITSELF, collapse: WRITES_ITSELF, 'replay-all': WRITES_ITSELF, 'two-connections': WRITES_ITSELF },
    async run ({ ben }) {
      for (let tries = 0; tries < 20; tries++) {
        const answer = await byHand(ben, `${api.poll({ hold: 0, tab: ben.fresh('tab'), n: 1 }).path}`).catch(() => null)
        if (answer === null || bodyOf(answer) === null) {
          if (ben.way.isHostile) continue
          expect(answer !== null && headerOf(answer, 'transfer-encoding') === null, 'a body with Content-Length', answer?.headers ?? 'nothing')
          expect(false, 'a body of the protocol', answer)
        }
        expect(/^HTTP\/1\.[01] 200 /.test(answer.statusLine), '200', answer.statusLine)
        expect(headerOf(answer, 'content-length') === String(Buffer.byteLength(answer.body)), 'Content-Length to be the length of the body', answer.headers)
        expect(headerOf(answer, 'transfer-encoding') === null, 'nothing chunked', answer.headers)
        expect((headerOf(answer, 'content-type') ?? '').startsWith('application/json'), 'application/json', answer.headers)
        return
      }
      expect(false, 'one whole answer in 20 tries', 'none')
    }
  },
  {
    rule: 'D19',
    title: 'at most 100 events and 256 KiB, then there is more',
    isHeavy: true,
    async run ({ ana, ben, talk, bareOf }) {
      const from = await ben.cursor()
      await sayMany(MANY.answer, async index => await bareOf(ana).say(talk, `${index}`))
      const { answers, events } = await gather(ben, from)
      const [first] = answers
      expect(messagesIn(events, talk).length === MANY.answer, `${MANY.answer} messages`, messagesIn(events, talk).length)
      expect(first !== undefined && first.events.length <= EVENTS_MAX && first.more, 'at most 100 events, and more', [first?.events.length, first?.more])
      expect(answers.every(answer => Buffer.byteLength(JSON.stringify(answer.events)) <= BYTES_MAX), 'at most 256 KiB', 'more')
    }
  },
  {
    rule: 'D19',
    title: 'an HTTP/1.0 client gets the whole answer, and then the connection is closed',
    blind: { '*': 'the proxy, not the server, answers this client' },
    async run ({ ben }) {
      const answer = await byHand(ben, api.poll({ hold: 0 }).path, '1.0')
      expect(bodyOf(answer)?.status === 'idle' && headerOf(answer, 'transfer-encoding') === null, 'a whole answer without chunks', answer)
    }
  },
  {
    rule: 'D20',
    title: 'the headers of every poll’s answer keep it out of caches',
    blind: { 'strip-headers': 'it drops these headers' },
    async run ({ ben }) {
      const { headers } = await ben.call(api.poll({ hold: 0, tab: ben.fresh('tab'), n: 1 }))
      const control = headers['cache-control'] ?? ''
      for (const word of ['no-store', 'private', 'max-age=0', 'no-transform']) expect(control.includes(word), `Cache-Control with ${word}`, control)
      for (const [name, value] of [['pragma', 'no-cache'], ['expires', '0'], ['x-accel-buffering', 'no'], ['x-content-type-options', 'nosniff']] as const) {
        expect(headers[name] === value, `${name}: ${value}`, headers[name])
      }
    }
  },
  {
    rule: 'D34',
    title: 'a poll’s answer to a client that takes gzip is the same, compressed or not, and has its length',
    blind: { buffer: WRITES_ITSELF, collapse: WRITES_ITSELF, 'replay-all': WRITES_ITSELF, 'two-connections': WRITES_ITSELF, ...BREAKS_CODINGS },
    async run ({ ana, ben, talk, bareOf }) {
      const cursor = await ben.cursor()
      await sayMany(12, async () => await bareOf(ana).say(talk, 'once more'))
      for (let tries = 0; tries < 20; tries++) {
        const packed = await packedByHand(ben, api.poll({ cursor, hold: 0 }).path).catch(() => null)
        if (packed === null) continue
        const { answer, bytes } = packed
        const coding = headerOf(answer, 'content-encoding')
        // A network's own page, or an answer that it cut.
        if (coding === null ? bodyOf(answer) === null : Number(headerOf(answer, 'content-length')) > bytes.length) continue
        expect(coding === 'gzip' || coding === null, 'gzip or no coding', answer.headers)
        expect(Number(headerOf(answer, 'content-length')) === bytes.length, 'the length of the bytes sent', answer.headers)
        const read = bodyOf({ ...answer, body: String(coding === 'gzip' ? gunzipSync(bytes) : bytes) })
        expect(read !== null && read.events.length > 0 && read.from === cursor, 'the events after the cursor', read)
        return
      }
      expect(false, 'one whole answer in 20 tries', 'none')
    }
  },
  {
    rule: 'D20',
    title: 'HEAD and POST are no polls, and no session is taken from an address',
    async run ({ ben, way }) {
      const status = async (call: Parameters<Browser['once']>[0]): Promise<number> => {
        for (let tries = 0; tries < 20; tries++) {
          if (tries > 0) await sleep(BETWEEN_TRIES_MS)
          const reply = await ben.once(call).catch(() => null)
          // A HEAD has no body that would identify a proxy's own answer.
          if (reply !== null && (!way.isHostile || (reply.status >= 400 && reply.status < 500 && reply.status !== 408))) return reply.status
        }
        return 0
      }
      const cursor = await ben.cursor()
      const head = await status(api.headOfPoll({ cursor, hold: 0 }))
      expect(head === 405, 'HEAD /poll to be 405', head)
      const posted = await status(api.postedPoll({ cursor, hold: 0 }))
      expect(posted === 404 || posted === 405, 'POST /poll to be refused', posted)
      const nobody = new Browser(way, 'nobody', '')
      const [name = '', ...secret] = ben.cookie.split('=')
      for (const spelled of [name, 'token', 'access_token']) {
        const { body } = await nobody.call(api.pollNaming(spelled, secret.join('=')))
        expect(readPollAnswer(body)?.status === 'signed-out', `${spelled}=… in the address to open nothing`, body)
      }
    }
  },
  {
    rule: 'D25',
    title: 'a cursor older than the mailbox is answered all the same, in order',
    isHeavy: true,
    async run ({ ana, ben, cho, group, bareOf }) {
      const from = await ben.cursor()
      const senders = [ana, ben, cho].map(bareOf)
      await sayMany(MANY.mailbox, async index => await senders[index % senders.length]?.say(group, `${index}`))
      const told = messagesIn((await gather(ben, from)).events, group)
      expect(told.length === MANY.mailbox, `${MANY.mailbox} messages`, told.length)
      expect(areWithoutGaps(told.map(({ no }) => no)), 'no without gaps', told.map(({ no }) => no))
    }
  }
]
