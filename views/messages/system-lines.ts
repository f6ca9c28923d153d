import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Page } from '#views/parts/page.ts'

/** Returns a system line in the reader's language; an unknown one of a newer server is left empty rather than shown as JSON. */
export function systemLine ({ say }: Page, message: Message): string {
  const line = parse(message.body)
  switch (line?.line) {
    case 'now-contacts': return say('line.now-contacts')
    case 'group-made': return say('line.group-made', { by: line.by, title: line.title })
    case 'joined': return say('line.joined', { who: line.who })
    case 'left': return say('line.left', { who: line.who })
    case 'owner': return say('line.owner', { who: line.who })
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
