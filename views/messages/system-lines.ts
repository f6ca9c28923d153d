import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Renderable } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { isolated, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'

/**
 * A system line in the reader's language. It is about its sender: “You” to the sender, to others the name they know the sender by. An
 * unknown line of a newer server is left empty rather than shown as JSON.
 */
export function systemLine (page: OwnPage, { sender, body }: Message): Renderable {
  const { language, viewer, say } = page
  const isMe = sender.id === viewer.id
  const line = parse(body)
  switch (line?.line) {
    case 'now-contacts': return say('line.now-contacts')
    case 'group-made': {
      const title = isolated(line.title)
      return isMe
        ? sentence(language, 'line.group-made-you', { title })
        : sentence(language, 'line.group-made', { by: personName(page, sender), title })
    }
    case 'joined':
    case 'left':
    case 'owner':
      return isMe ? say(`line.${line.line}-you`) : sentence(language, `line.${line.line}`, { who: personName(page, sender) })
    // A kind that a newer server wrote into the same database.
    default: return ''
  }
}

function parse (body: string): SystemLine | null {
  try {
    return JSON.parse(body) as SystemLine
  } catch {
    return null
  }
}
