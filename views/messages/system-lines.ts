import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { UserRef } from '#domain/people/users.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { listing, sentence } from '#views/parts/language.ts'
import { isolated, nameKey, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { messageAddress, nameOfPlace } from './quotes.ts'

/**
 * A system line in the reader's language. It is about its sender: “You” to the sender, to others the name they know the sender by. An
 * unknown line of a newer server is left empty rather than shown as JSON.
 */
export function systemLine (page: OwnPage, message: Message): Renderable {
  const { sender } = message
  const { language, viewer, say } = page
  const isMe = sender.id === viewer.id
  const by = personName(page, sender)
  const line = lineOf(message)
  switch (line?.line) {
    case 'now-contacts': return say('line.now-contacts')
    case 'group-made': {
      const title = isolated(line.title)
      return isMe
        ? sentence(language, 'line.group-made-you', { title })
        : sentence(language, 'line.group-made', { by, title })
    }
    case 'joined':
    case 'left':
    case 'owner':
      return isMe ? say(`line.${line.line}-you`) : sentence(language, `line.${line.line}`, { who: by })
    case 'added':
    case 'removed': {
      const who = listing(language, [...line.people.map(user => named(page, user)), ...others(page, line.count - line.people.length)])
      return isMe ? sentence(language, `line.${line.line}-you`, { who }) : sentence(language, `line.${line.line}`, { by, who })
    }
    case 'title': {
      const title = isolated(line.title)
      return isMe ? sentence(language, 'line.title-you', { title }) : sentence(language, 'line.title', { by, title })
    }
    case 'announcement': return told(page, isMe, line.on ? 'announcement' : 'unannounced', by)
    case 'quiet': return told(page, isMe, line.on ? 'quiet' : 'loud', by)
    case 'dissolved': return told(page, isMe, 'dissolved', by)
    case 'pinned': {
      const pinned = { message: pinnedMessage(page, message) }
      return isMe ? sentence(language, 'line.pinned-you', pinned) : sentence(language, 'line.pinned', { by, ...pinned })
    }
    // A kind that a newer server wrote into the same database.
    default: return ''
  }
}

function told ({ say, language }: OwnPage, isMe: boolean, line: 'announcement' | 'unannounced' | 'quiet' | 'loud' | 'dissolved', by: Html): Renderable {
  return isMe ? say(`line.${line}-you`) : sentence(language, `line.${line}`, { by })
}

// A link to the message for those who may see it. Lists tell no quotes.
function pinnedMessage (page: OwnPage, { conversationId, replyTo }: Message): Html | string {
  const words = page.say('line.pinned-message')
  if (replyTo?.excerpt === undefined) return words
  const place = { conversationId, no: replyTo.no }
  return html`<a href="${messageAddress(page, place)}" data-quotes="${nameOfPlace(place)}">${words}</a>`
}

type Line = Pick<Message, 'kind' | 'body' | 'recalledBy'>

/** People whom a system line, or that of a recalled message, names besides the sender; none in other messages. */
export function peopleOfLine ({ kind, body, recalledBy }: Line): readonly UserRef[] {
  if (recalledBy !== undefined) return [recalledBy]
  const line = lineOf({ kind, body })
  return line !== null && 'people' in line ? line.people : []
}

/** Returns the part of a drawing's key that says by which names the reader knows those people (see `messageKey`). */
export function peopleKey (page: OwnPage, message: Line): string {
  return peopleOfLine(message).map(user => user.id === page.viewer.id ? '\n' : `\n${nameKey(page, user)}`).join('')
}

function named (page: OwnPage, user: UserRef): Renderable {
  return user.id === page.viewer.id ? page.say('line.you') : sentence(page.language, 'line.name', { name: personName(page, user) })
}

function others ({ say }: OwnPage, count: number): Renderable[] {
  return count > 0 ? [say('line.others', { count })] : []
}

/** Returns the content of a system line; null for another message. */
export function lineOf ({ kind, body }: Pick<Message, 'kind' | 'body'>): SystemLine | null {
  if (kind !== 'system') return null
  try {
    return JSON.parse(body) as SystemLine
  } catch {
    return null
  }
}
