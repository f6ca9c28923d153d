import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Returns the page as it draws exchanges for one of their users, in the browser that asked first. */
export function seenBy (page: OwnPage, exchanges: readonly ExchangeRecord[], username: string): OwnPage {
  const first = exchanges.find(each => each.username === username && each.way !== 'send')
  return { ...page, viewer: { ...page.viewer, username, sessionId: first?.session ?? page.viewer.sessionId } }
}
