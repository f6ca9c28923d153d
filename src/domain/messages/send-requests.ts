import { hash } from 'node:crypto'
import { Check } from 'typebox/value'
import { DomainError } from '#domain/errors.ts'
import { isVisible, plainText } from '#domain/people/visible.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Mentioning } from './mentioning.ts'
import { kindRules, type SentKind } from './message-kinds.ts'

/** 8 KiB of UTF-8: a long letter, and a small part of the 256 KiB that one poll may carry. */
export const BODY_MAX_BYTES = 8_192
export const CLIENT_ID_PATTERN = '^[A-Za-z0-9_.:-]{8,64}$'

/** Files of one message. */
export const MESSAGE_FILES_MAX = 20

export interface SendRequest extends Mentioning {
  readonly senderId: string
  readonly conversationId: string
  readonly clientId: string
  /** Defaults to `files` with files, and to text without. */
  readonly kind?: SentKind | undefined
  readonly body: string
  /** Files of the sender that no message has yet, each once; `body` may be empty then. */
  readonly fileIds?: readonly string[] | undefined
  /** The message that it answers. */
  readonly replyTo?: number | undefined
  /**
   * The message that it is a copy of, whose text and files are read when the copy is written; `keepFrom`: it names the author. The hash
   * of such a send is its clientId's. `fileIds`: for its files, one each.
   */
  readonly copyOf?: {
    readonly conversationId: string
    readonly no: number
    readonly keepFrom: boolean
    readonly fileIds: readonly string[]
  } | undefined
  /** The last `no` that the sender's page has shown. */
  readonly readNo?: number | undefined
  readonly afterClientId?: string | undefined
  /** The session that sends, if its polls need not hear of it at once (D33). */
  readonly sessionId?: string | undefined
}

/** Returns the kind of the message. Throws INVALID where it does not fit the files. */
export function kindOf ({ kind, fileIds = [], copyOf }: SendRequest): SentKind {
  const hasFiles = copyOf === undefined ? fileIds.length > 0 : kind === 'files'
  if (kind === 'files' && !hasFiles) throw new ReasonError('missing', 'fileIds')
  if (hasFiles && kind !== undefined && kind !== 'files') throw new ReasonError('not-valid', 'kind')
  return kind ?? (hasFiles ? 'files' : 'text')
}

/** Returns the body to store. Throws INVALID, TOO_LARGE. */
export function bodyOf (kind: SentKind, body: string): string {
  const { payload } = kindRules(kind)
  if (payload === null) return normalizeBody(body, kind === 'files')
  if (Buffer.byteLength(body) > BODY_MAX_BYTES) throw new DomainError('TOO_LARGE', `A message holds at most ${BODY_MAX_BYTES} bytes.`)
  const content = parsed(body)
  if (!Check(payload, content)) throw new DomainError('INVALID', `This is no content of a message of the kind ${kind}.`)
  return JSON.stringify(content)
}

function parsed (json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Returns the text as `plainText` makes it; empty, if it may be, where nothing of it is visible. Throws INVALID, TOO_LARGE. */
export function normalizeBody (raw: string, mayBeEmpty: boolean): string {
  const body = plainText(raw)
  if (mayBeEmpty && !isVisible(body)) return ''
  if (!isVisible(body)) throw new ReasonError('message-empty', 'body')
  if (Buffer.byteLength(body) > BODY_MAX_BYTES) throw new DomainError('TOO_LARGE', `A message holds at most ${BODY_MAX_BYTES} bytes.`)
  return body
}

/**
 * Identity of a send: tells a retry from a clientId that is used again for other content, even after a recall. A send without the fields
 * that came later has the hash that it always had, and so has one that mentions whom its text names.
 */
export function requestHash ({ conversationId, clientId, kind = 'text', body, replyTo, mentions, mentionsAll, fileIds, copyOf }: SendRequest): Buffer {
  // The original may be edited or recalled before the retry.
  if (copyOf !== undefined) return hash('sha256', `copy ${conversationId} ${clientId}`, 'buffer').subarray(0, 16)
  const named = mentions === 'text' || mentions?.length === 0 ? undefined : mentions
  const attached = fileIds?.length === 0 ? undefined : fileIds
  const more = { replyTo, mentions: named, mentionsAll: mentionsAll === true ? true : undefined, fileIds: attached }
  const about = Object.values(more).every(value => value === undefined) ? '' : `${JSON.stringify(more)} `
  const place = about + (kind === 'text' ? conversationId : `${kind} ${conversationId}`)
  return hash('sha256', `${place}\n${body}`, 'buffer').subarray(0, 16)
}
