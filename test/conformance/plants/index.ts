// Servers that break one promise each: Holdline with a fault planted in its requests or answers. The kit must find every one.
import { headerOf, never, pageOf, wholeBody, withBody, withHeader, without, type Switch } from '../../hostile-proxy/exchange.ts'
import type { Conversation, Message } from '../api.ts'
import { sleep } from '../players/browser.ts'
import type { Via } from '../check.ts'
import {
  consumeBy, cursorsOfOneBrowser, deliveredWhenSent, loseWithLeaving, oneAtATime, punishLeaving, rememberTexts, swapFirstTwo
} from './remembering.ts'
import { idle, isPoll, nothing, onAnswers, onAsks, onBodies, onPages, onPolls, onQueries, type Spoilable } from './spoiling.ts'

export interface Plant {
  /** The rule that must be found broken. */
  readonly rule: string
  /** The fault of this server. */
  readonly title: string
  readonly plant: () => Switch
  /** The switch through which the fault shows; none unless given. */
  readonly via?: Via
  /** The fault breaks no other rule, and the kit must not report another. */
  readonly isNarrow?: true
}

const MESSAGES = /\/messages$/
const SIGN_IN = /\/api\/login$/

function withoutSignals (name: 'presence' | 'receipts'): Switch {
  return onPolls(answer => ({ ...answer, signals: { ...answer.signals, [name]: [] } }))
}

function noIdempotence (): Switch {
  return onBodies(MESSAGES, body => ({ ...body, clientId: `${String(body['clientId']).slice(0, 40)}-${Math.random().toString(36).slice(2, 8)}` }))
}

export const PLANTS: readonly Plant[] = [
  { rule: 'D1', title: 'delivering consumes', plant: () => consumeBy(({ ask }) => ask.caller) },
  {
    rule: 'D2',
    title: 'a number is skipped',
    plant: () => onPages(/\/messages\?/, (body: { messages: Message[] }) =>
      ({ ...body, messages: body.messages.filter((_, index, all) => index !== all.length >> 1) }))
  },
  { rule: 'D3', title: 'a cursor works only in the browser that got it', plant: cursorsOfOneBrowser },
  {
    rule: 'D4',
    title: 'the first of several events is skipped',
    plant: () => onPolls(answer => answer.events.length > 1 ? { ...answer, events: answer.events.slice(1) } : null)
  },
  {
    rule: 'D4',
    title: 'an answer claims a longer range than it holds',
    plant: () => onPolls(answer => ({ ...answer, fromSeq: Math.max(0, (answer.fromSeq ?? 0) - 5) }))
  },
  { rule: 'D5', title: 'delivering to one browser consumes for the others', plant: () => consumeBy(({ username }) => username) },
  {
    rule: 'D6',
    title: 'a send is answered before it can be read',
    plant: () => onPolls(answer => answer.events.some(({ at = 0 }) => Date.now() - at < 250) ? idle(answer) : null)
  },
  {
    rule: 'D7',
    title: 'a message does not wake a poll that is parked',
    plant: () => onPolls(async (answer, { query, elapsedMs }) => {
      if (answer.events.length === 0 || elapsedMs < 5 || !(Number(query.get('hold')) > 0)) return null
      await sleep(Number(query.get('hold')) * 1_000)
      return idle(answer)
    })
  },
  {
    rule: 'D33',
    title: 'a session hears of its own messages at the end of the hold only',
    plant: () => onPolls(async (answer, { query, elapsedMs, username }) => {
      const isOwn = answer.events.some(event => (event as { message?: Message }).message?.sender.username === username)
      if (!isOwn || elapsedMs < 5 || !(Number(query.get('hold')) > 0)) return null
      await sleep(Number(query.get('hold')) * 1_000)
      return idle(answer)
    })
  },
  { rule: 'D8', title: 'tabs are not told apart', plant: () => onQueries(query => query.delete('tab')) },
  { rule: 'D9', title: 'early answers do not say how long to wait', plant: () => onPolls(answer => ({ ...answer, retryMs: 0 })) },
  {
    rule: 'D9',
    title: 'an answer with signals leaves the cursor unchanged',
    plant: () => onPolls(answer => answer.events.length === 0 ? { ...answer, cursor: answer.from ?? answer.cursor } : null)
  },
  { rule: 'D10', title: 'a loop is not noticed', plant: () => onQueries(query => query.set('tab', `tab-${Math.random()}`)) },
  {
    rule: 'D11',
    title: 'a cursor that cannot be continued silently starts from now',
    plant: () => onPolls(answer => answer.status === 'resync' ? { ...idle(answer), reason: null, cursor: 'now.1.0', fromSeq: 1, toSeq: 1 } : null)
  },
  { rule: 'D12', title: 'a repeated send is stored twice', plant: noIdempotence },
  { rule: 'D13', title: 'receipts are never sent', plant: () => withoutSignals('receipts'), isNarrow: true },
  { rule: 'D13', title: 'delivered is reported as soon as a message is sent', plant: deliveredWhenSent },
  {
    rule: 'D14',
    title: 'unread counts one too many',
    plant: () => onPages(/\/api\/conversations\/[^/?]+$/, ({ conversation }: { conversation: Conversation }) =>
      ({ conversation: { ...conversation, unread: conversation.unread + 1 } })),
    isNarrow: true
  },
  { rule: 'D15', title: 'a recalled text is replayed', plant: rememberTexts },
  {
    rule: 'D16',
    title: 'a snapshot’s cursor is later than the snapshot',
    plant: () => onPages(/\/api\/snapshot$/, async (body: object, next, ask) => {
      await sleep(60)
      const later = await next({ ...ask, url: ask.url.replace('api/snapshot', `poll?hold=0&tab=${Math.random()}&n=1`) })
      const { cursor } = JSON.parse((await wholeBody(later)).toString()) as Spoilable
      return { ...body, cursor }
    })
  },
  {
    rule: 'D17',
    title: 'a quiet poll is parked for ever',
    plant: () => onPolls(async (answer, { elapsedMs }) => answer.status === 'idle' && elapsedMs > 500 ? await never() : null)
  },
  {
    rule: 'D17',
    title: 'a poll is held half as long as it asks',
    plant: () => onQueries(query => { if (query.has('hold')) query.set('hold', String(Number(query.get('hold')) / 2)) })
  },
  { rule: 'D18', title: 'a browser that left is made to wait', plant: punishLeaving },
  { rule: 'D19', title: 'a field is left out', plant: () => onPolls(({ more, ...answer }) => answer) },
  {
    rule: 'D19',
    title: 'an idle answer is 204',
    plant: () => next => async ask => {
      const answer = await next(ask)
      if (!isPoll(ask)) return answer
      const body = await wholeBody(answer)
      return body.includes('"status":"idle"') ? nothing({ ...answer, status: 204, reason: 'No Content' }) : withBody(answer, body)
    }
  },
  {
    rule: 'D19',
    title: 'answers are chunked',
    plant: () => onAnswers(isPoll, answer => ({ ...answer, headers: without(answer.headers, name => name === 'content-length') })),
    isNarrow: true
  },
  {
    rule: 'D20',
    title: 'answers allow caching',
    plant: () => onAnswers(isPoll, answer => ({ ...answer, headers: withHeader(answer.headers, 'Cache-Control', 'no-cache') })),
    isNarrow: true
  },
  {
    rule: 'D20',
    title: 'HEAD is treated as a poll',
    plant: () => next => async ask => ask.method === 'HEAD' ? nothing(await next({ ...ask, method: 'GET' })) : await next(ask),
    isNarrow: true
  },
  { rule: 'D21', title: 'a second poll of a session is an error', plant: oneAtATime },
  {
    rule: 'D22',
    title: 'a poll that yields is not told when to return',
    plant: () => onPolls(answer => answer.status === 'yield' ? { ...answer, retryMs: 0 } : null),
    isNarrow: true
  },
  {
    rule: 'D24',
    title: 'hold=0 is parked',
    plant: () => onQueries(query => { if (query.get('hold') === '0' && query.get('n') === '2') query.set('hold', '2') })
  },
  {
    rule: 'D25',
    title: 'a reader far behind misses the oldest events',
    plant: () => onPolls(answer => answer.more === true ? { ...answer, events: answer.events.slice(5) } : null)
  },
  { rule: 'D26', title: 'presence is never sent', plant: () => withoutSignals('presence'), isNarrow: true },
  {
    rule: 'D27',
    title: 'signing out leaves polls parked',
    plant: () => onPolls(async (answer, { query }) => {
      if (answer.status !== 'signed-out' || !(Number(query.get('hold')) > 1)) return null
      await sleep(2_000)
      return { ...idle(answer), cursor: query.get('cursor'), fromSeq: 1, toSeq: 1 }
    }),
    isNarrow: true
  },
  { rule: 'D29', title: 'a member who left loses the events from before', plant: loseWithLeaving },
  {
    rule: 'D30',
    title: 'metrics say nothing',
    plant: () => next => async ask => ask.url.endsWith('/metrics') ? pageOf(200, 'OK', 'nothing') : await next(ask),
    isNarrow: true
  },
  {
    rule: 'D31',
    title: 'the order of one sender is not kept',
    plant: () => onBodies(MESSAGES, ({ afterClientId, ...body }) => body),
    isNarrow: true
  },
  {
    rule: 'D32',
    title: 'an outsider can tell that a conversation exists',
    plant: () => next => async ask => {
      const answer = await next(ask)
      return /\/members$/.test(ask.url) && answer.status === 404 && !ask.url.includes('no-such') ? pageOf(403, 'Forbidden', 'Not for you') : answer
    },
    isNarrow: true
  },
  {
    rule: 'D34',
    title: 'a compressed answer names another coding',
    plant: () => onAnswers(isPoll, answer => {
      const isPacked = answer.headers.some(([name]) => name.toLowerCase() === 'content-encoding')
      return isPacked ? { ...answer, headers: withHeader(answer.headers, 'Content-Encoding', 'deflate') } : answer
    }),
    isNarrow: true
  },
  {
    rule: '§3',
    title: 'signing in sets two cookies',
    plant: () => onAnswers(({ url }) => SIGN_IN.test(url), answer => ({ ...answer, headers: [...answer.headers, ['Set-Cookie', 'another=1'] as const] })),
    isNarrow: true
  },
  {
    rule: '§4',
    title: 'any content type is accepted where JSON is needed',
    plant: () => onAsks(ask => ask.method === 'POST' && headerOf(ask.headers, 'content-type') !== 'application/octet-stream'
      ? { ...ask, headers: withHeader(ask.headers, 'Content-Type', 'application/json') }
      : ask),
    isNarrow: true
  },
  {
    rule: '§5',
    title: 'a POST ignores the method it names',
    plant: () => onAsks(ask => ({ ...ask, url: ask.url.replace(/(messages\/\d+)\?method=\w+$/, '$1') }))
  },
  {
    rule: '§5',
    title: 'a GET carries out the method it names',
    plant: () => onAsks(ask => ask.method === 'GET' && ask.url.includes('?method=')
      ? { ...ask, method: 'POST', headers: withHeader(ask.headers, 'Content-Type', 'application/json'), body: Buffer.from('{}') }
      : ask)
  },
  {
    rule: '§5',
    title: 'every page of a list is the first one',
    plant: () => onAsks(ask => ({ ...ask, url: ask.url.replace(/(contacts\?limit=1)&after=.*$/, '$1') }))
  },
  {
    rule: 'books',
    title: 'some messages are never delivered',
    plant: () => onPolls(answer => ({ ...answer, events: answer.events.filter(({ type, seq }) => type !== 'message' || seq % 7 !== 0) }))
  },
  { rule: 'books', title: 'a repeated send is stored twice', via: 'repeat-posts', plant: noIdempotence },
  { rule: 'books', title: 'two messages change places', plant: swapFirstTwo },
  {
    rule: 'D32',
    title: 'a file is given to everybody who knows its address',
    plant: () => next => async ask => {
      const answer = await next(ask)
      return /\/files\/[^?]+$/.test(ask.url) && answer.status === 404 ? withBody({ ...answer, status: 200 }, Buffer.from('bytes of the kit')) : answer
    }
  }
]
