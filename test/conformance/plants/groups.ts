import { unzipped } from '#test/unzipped.ts'
import { headerOf, wholeBody, withBody, withHeader, type Switch } from '../../hostile-proxy/exchange.ts'
import type { Message, PollEvent } from '../api.ts'
import type { Plant } from './index.ts'
import { onBodies, onPages, onPolls, type Spoilable } from './spoiling.ts'

function withoutType (type: string) {
  return () => onPolls(answer => ({ ...answer, events: answer.events.filter(event => event.type !== type) }))
}

function withEvents (change: (event: PollEvent) => PollEvent) {
  return () => onPolls((answer: Spoilable) => ({ ...answer, events: answer.events.map(change) }))
}

const [LINES, ARCHIVE] = ['application/x-ndjson', 'application/zip']

/** Changes exports of one content type, or makes another of them. */
function onExports (type: string, change: (body: Buffer) => Buffer, as = type) {
  return (): Switch => next => async ask => {
    const answer = await next(ask)
    const isMeant = ask.url.includes('/api/me/export') && headerOf(answer.headers, 'content-type')?.split(';')[0] === type
    return isMeant ? withBody({ ...answer, headers: withHeader(answer.headers, 'Content-Type', as) }, change(await wholeBody(answer))) : answer
  }
}

// Without its last line, which counts the others.
function cutLines (lines: Buffer): Buffer {
  return lines.subarray(0, lines.lastIndexOf('\n', -2))
}

/** Faults in groups, answers, reactions, what is found or copied, and what is one's own. */
export const PLANTS_IN_GROUPS: readonly Plant[] = [
  {
    rule: 'D32',
    title: 'an answer shows everybody what it quotes',
    plant: withEvents(event => {
      const { message } = event
      return message?.replyTo === undefined ? event : { ...event, message: { ...message, replyTo: { ...message.replyTo, excerpt: 'before cho came' } } }
    })
  },
  {
    rule: 'D32',
    title: 'a dissolved group keeps its members',
    plant: withEvents(event => event.conversation?.memberCount === 0
      ? { ...event, conversation: { ...event.conversation, memberCount: 1 } }
      : event)
  },
  {
    rule: 'D32',
    title: 'a new role is told to nobody',
    plant: () => onPolls(answer => ({ ...answer, events: answer.events.filter(({ change }) => change !== 'role') }))
  },
  { rule: 'D32', title: 'a mute is told to nobody', plant: withoutType('silenced'), isNarrow: true },
  { rule: 'D32', title: 'requests to join are told to nobody', plant: withoutType('join-requests'), isNarrow: true },
  {
    rule: 'D32',
    title: 'a nickname is told to nobody',
    plant: () => onPolls(answer => ({ ...answer, events: answer.events.filter(({ change }) => change !== 'nickname') })),
    isNarrow: true
  },
  {
    rule: 'D32',
    title: 'events tell of no mentions',
    plant: withEvents(event => {
      const { message } = event
      if (message?.mentions === undefined) return event
      const { mentions, ...rest } = message
      return { ...event, message: rest }
    })
  },
  {
    rule: 'D32',
    title: 'a search finds nothing of others',
    plant: () => onPages(/\/api\/search\?/, (body: { hits: readonly unknown[] }) => ({ ...body, hits: body.hits.slice(0, 1) }))
  },
  {
    rule: 'D32',
    title: 'a copy names the account that wrote it',
    plant: () => onPages(/\/api\/forwards/, (body: { messages: Message[] }) =>
      ({ ...body, messages: body.messages.map(message => ({ ...message, forwardedFrom: { displayName: '', username: message.sender.username } })) }))
  },
  {
    rule: 'D12',
    title: 'a repeated forward makes more copies',
    plant: () => onBodies(/\/api\/forwards/, body => ({ ...body, clientId: `${String(body['clientId']).slice(0, 40)}-${Math.random().toString(36).slice(2, 10)}` }))
  },
  {
    rule: 'D15',
    title: 'recalls that were refused are named nowhere',
    plant: () => onPages(/\/recalls$/, (body: object) => ({ ...body, refused: [] })),
    isNarrow: true
  },
  { rule: '§3', title: 'drafts are told to nobody', plant: withoutType('draft'), isNarrow: true },
  {
    rule: '§3',
    title: 'a draft answers nothing',
    plant: () => onBodies(/\/draft$/, ({ replyTo, ...body }) => body),
    isNarrow: true
  },
  {
    rule: '§3',
    title: 'nobody has read a message',
    plant: () => onPages(/\/info$/, ({ info }: { info: object }) => ({ info: { ...info, readBy: [] } })),
    isNarrow: true
  },
  {
    rule: '§3',
    title: 'a search finds no groups',
    plant: () => onPages(/kind=groups/, (body: object) => ({ ...body, hits: [] })),
    isNarrow: true
  },
  { rule: '§3', title: 'an export ends early', plant: onExports(LINES, cutLines), isNarrow: true },
  {
    rule: '§3',
    title: 'the archive of an export ends early',
    plant: onExports(ARCHIVE, archive => archive.subarray(0, archive.length >> 1)),
    isNarrow: true
  },
  {
    rule: '§3',
    title: 'an export names files and leaves them out',
    plant: onExports(ARCHIVE, archive => unzipped(archive).values().next().value ?? archive, LINES),
    isNarrow: true
  },
  {
    rule: '§3',
    title: 'an account is deleted at once',
    plant: () => onPages(/\/api\/me\?method=DELETE/, () => ({ deletesAt: Date.now() })),
    isNarrow: true
  },
  { rule: 'D15', title: 'reactions are told to nobody', plant: withoutType('reaction'), isNarrow: true },
  {
    rule: 'D15',
    title: 'history shows no reactions',
    plant: () => onPages(/\/messages\?/, (body: { messages: Message[] }) =>
      ({ ...body, messages: body.messages.map(({ reactions, ...message }) => message) })),
    isNarrow: true
  },
  { rule: 'D32', title: 'labels are told to nobody', plant: withoutType('labels') },
  { rule: 'D32', title: 'a line about oneself is told to nobody', plant: withoutType('about') },
  { rule: 'D32', title: 'pins are told to nobody', plant: withoutType('pin'), isNarrow: true },
  {
    rule: 'D32',
    title: 'the line of a pin quotes nothing',
    plant: withEvents(event => {
      const { message } = event
      if (message?.kind !== 'system') return event
      const { replyTo, ...rest } = message
      return { ...event, message: rest }
    }),
    isNarrow: true
  },
  { rule: 'D15', title: 'stars are told to nobody', plant: withoutType('star'), isNarrow: true },
  { rule: 'D14', title: 'own settings are told to nobody', plant: withoutType('conversation-settings'), isNarrow: true },
  { rule: 'D14', title: 'reading everything is told to nobody', plant: withoutType('read-all'), isNarrow: true },
  {
    rule: 'D14',
    title: 'the total counts what is muted',
    plant: () => onPages(/\/api\/conversations\?/, (body: { conversations: ReadonlyArray<{ unread: number }> }) =>
      ({ ...body, unread: body.conversations.reduce((sum, { unread }) => sum + unread, 0) }))
  }
]
