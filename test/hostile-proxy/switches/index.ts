import type { Switch } from '../exchange.ts'
import { collapseGets, replayGets } from './caches.ts'
import { decodeAnswers, decodeSilently, forgetCodings, hideAcceptance } from './codings.ts'
import { closeIdle, cutAnswers, dropIdle } from './cuts.ts'
import { forbidFraming, hideReferrer, refuseMethods, refuseTexts } from './firewalls.ts'
import { addLatency, bufferAnswers, downgrade, holdAnswers, limitConnections, outliveBrowsers } from './flow.ts'
import { announceItself, firstCookieOnly, rewriteHost, stripCookieAttributes, stripHeaders } from './headers.ts'
import { captivePortal, swallowAnswers, swallowBodies } from './losses.ts'
import { reorderAnswers, reorderRequests } from './order.ts'
import { repeatGets, repeatPosts } from './repeats.ts'

export interface NamedSwitch {
  /** Its effect, in a few words. */
  readonly title: string
  readonly build: () => Switch
}

/** Silence longer than this is cut: holds of a second pass, longer ones do not. */
const IDLE_MS = 1_800

/** Every switch by name, set so that a conversation of a few seconds meets it several times. */
export const SWITCHES = {
  cut: { title: 'breaks off answers in the middle', build: () => cutAnswers({ share: 0.25 }) },
  'hold-answers': { title: 'keeps answers back for a while', build: () => holdAnswers({ share: 0.3, ms: 300 }) },
  'repeat-gets': { title: 'sends GETs twice', build: () => repeatGets({ share: 0.5 }) },
  'repeat-posts': { title: 'sends POSTs twice', build: () => repeatPosts({ share: 0.5 }) },
  'reorder-answers': { title: 'lets later answers overtake', build: () => reorderAnswers({ share: 0.3, mostMs: 250 }) },
  'reorder-requests': { title: 'lets later requests overtake', build: () => reorderRequests({ share: 0.3, mostMs: 250 }) },
  'idle-504': { title: 'answers 504 to requests that were silent for a while', build: () => closeIdle({ afterMs: IDLE_MS, status: 504 }) },
  'idle-502': { title: 'the same with 502', build: () => closeIdle({ afterMs: IDLE_MS, status: 502 }) },
  'idle-408': { title: 'the same with 408', build: () => closeIdle({ afterMs: IDLE_MS, status: 408 }) },
  'idle-close': { title: 'closes connections that were silent for a while, without a status', build: () => closeIdle({ afterMs: IDLE_MS, status: null }) },
  'idle-drop': { title: 'forgets connections that were silent for a while, telling neither side', build: () => dropIdle({ afterMs: IDLE_MS }) },
  'swallow-bodies': { title: 'breaks POSTs off half-way, at times', build: () => swallowBodies({ everyMs: 1_500, forMs: 500 }) },
  'swallow-answers': { title: 'loses the answers to POSTs, at times', build: () => swallowAnswers({ everyMs: 1_500, forMs: 300 }) },
  replay: { title: 'caches answers to GETs that do not forbid it', build: () => replayGets({ forMs: 60_000, heeding: true }) },
  'replay-all': { title: 'caches all answers to GETs, even where that is forbidden', build: () => replayGets({ forMs: 60_000, heeding: false }) },
  collapse: { title: 'sends equal GETs once', build: () => collapseGets() },
  portal: { title: 'answers with pages of its own and status 200', build: () => captivePortal({ share: 0.2 }) },
  'strip-headers': { title: 'drops all but the oldest headers', build: () => stripHeaders() },
  'strip-cookies': { title: 'drops the attributes of cookies', build: () => stripCookieAttributes() },
  'first-cookie': { title: 'passes only the first Set-Cookie', build: () => firstCookieOnly() },
  'http-1.0': { title: 'speaks HTTP/1.0 to both sides', build: () => downgrade() },
  buffer: { title: 'passes answers on when they are complete', build: () => bufferAnswers() },
  'two-connections': { title: 'carries two requests of a browser at once', build: () => limitConnections({ most: 2 }) },
  latency: { title: 'takes 80 ms each way', build: () => addLatency({ ms: 80 }) },
  'rewrite-host': { title: 'tells the server another Host', build: () => rewriteHost({ host: 'backend.internal:8080' }) },
  via: { title: 'adds Via and X-Forwarded-For', build: () => announceItself({ address: '203.0.113.7' }) },
  'refuse-methods': { title: 'answers 405 to PATCH, PUT and DELETE', build: () => refuseMethods() },
  'refuse-texts': { title: 'answers 403 to bodies that look like an attack', build: () => refuseTexts() },
  'forbid-framing': { title: 'forbids every page to be framed', build: () => forbidFraming() },
  'hide-referrer': { title: 'tells browsers to send no referrer', build: () => hideReferrer() },
  'forget-codings': { title: 'forgets to say that an answer is compressed', build: () => forgetCodings() },
  'decode-silently': { title: 'decompresses and says that it did not', build: () => decodeSilently() },
  'decode-answers': { title: 'decompresses', build: () => decodeAnswers() },
  'hide-acceptance': { title: 'tells the server that nothing may be compressed', build: () => hideAcceptance() },
  'outlive-browsers': { title: 'does not tell the server that a browser has left', build: () => outliveBrowsers() }
} as const satisfies Record<string, NamedSwitch>

export type SwitchName = keyof typeof SWITCHES

/** The switches that end every hold longer than they allow. */
export const CUTTING = ['idle-504', 'idle-502', 'idle-408', 'idle-close', 'idle-drop'] as const satisfies readonly SwitchName[]
