import type { ExchangeRecord, RawExchange } from './records.ts'

/** Bytes of one body that are kept. A whole answer of 100 events is larger, but nobody reads it. */
const BODY_MAX = 8 * 1024

/** Bytes of a record, of a header, and of an event or a receipt, besides their texts: about what V8 takes for them. */
const OWN_BYTES = 512
const HEADER_BYTES = 64
const CARRIED_BYTES = 160

/** Returns a text of its own: a part that V8 cuts off keeps the whole in memory. */
function start (text: string, length: number): string {
  return Buffer.from(text.slice(0, length)).toString()
}

/** Returns about as many bytes as a record takes in memory. */
export function weighed ({ path, news }: Pick<ExchangeRecord, 'path' | 'news'>, { request, answer }: RawExchange): number {
  const headers = [...request.headers, ...answer?.headers ?? []]
  const texts = [path, request.body ?? '', answer?.body ?? '', ...headers.flatMap(({ name, value }) => [name, value])]
  const carried = (news?.events.length ?? 0) + (news?.receipts.length ?? 0)
  return texts.reduce((sum, { length }) => sum + length, OWN_BYTES + headers.length * HEADER_BYTES + carried * CARRIED_BYTES)
}

/** Returns a short text of a query or a body; null for anything else. */
export function textIn (value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? start(value, 64) : null
}

/** Returns a body as it is kept. */
export function cut (text: string): string {
  return text.length > BODY_MAX ? `${start(text, BODY_MAX)}…` : text
}

/** Returns the JSON in an answer; null for any other, HTML among them. */
export function jsonIn (body: string | null): unknown {
  if (body === null || !/^\s*[{[]/.test(body)) return null
  try {
    return JSON.parse(body) as unknown
  } catch {
    return null
  }
}

/** Returns the outcome of a send as its request tells it: not stored yet. */
export function sentBy (path: string, body: unknown): ExchangeRecord['sent'] {
  const { clientId, client_id: formId } = (body ?? {}) as { clientId?: unknown, client_id?: unknown }
  return { conversationId: /conversations\/([^/?]+)/.exec(path)?.[1] ?? '', clientId: textIn(clientId ?? formId), no: null, seq: null, duplicate: false }
}

/** Returns the place at which an answer says that a message is stored; nothing for a refusal. */
export function storedBy (answer: unknown): Partial<NonNullable<ExchangeRecord['sent']>> {
  // A refusal has a message, too: its text.
  const { message, duplicate = false } = (answer ?? {}) as { message?: { no: number, changedSeq: number } | string, duplicate?: boolean }
  return typeof message !== 'object' ? {} : { no: message.no, seq: message.changedSeq, duplicate }
}
