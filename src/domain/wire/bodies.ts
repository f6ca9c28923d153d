import type { ExchangeRecord } from './records.ts'

/** Bytes of one body that are kept. A whole answer of 100 events is larger, but nobody reads it. */
const BODY_MAX = 8 * 1024

/** Returns a short text of a query or a body; null for anything else. */
export function textIn (value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 64) : null
}

/** Returns a body as it is kept. */
export function cut (text: string): string {
  return text.length > BODY_MAX ? `${text.slice(0, BODY_MAX)}…` : text
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
