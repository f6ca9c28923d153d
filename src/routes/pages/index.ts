import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Accounts } from '#domain/accounts.ts'
import type { Sessions } from '#domain/sessions.ts'
import type { SiteService } from '#domain/site.ts'
import { connectionPages, type ConnectionPagesNeeds } from './connection.ts'
import { contactPages } from './contacts.ts'
import type { ConversationNeeds } from './conversation-page.ts'
import { conversationPages } from './conversations.ts'
import { frontPages } from './front.ts'
import { groupPages } from './groups.ts'
import { messageActPages, type MessageActsNeeds } from './message-acts.ts'
import { messageForms } from './messages.ts'
import { settingsPages } from './settings.ts'
import { setupPages } from './setup.ts'
import { signInPages } from './sign-in.ts'

export interface PageNeeds extends ConversationNeeds, ConnectionPagesNeeds {
  readonly now: MessageActsNeeds['now']
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly site: SiteService
}

/** Every page and every form. None of them is part of the API that programs read. */
export const pageRoutes: FastifyPluginAsyncTypebox<PageNeeds> = async (app, needs) => {
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
  await app.register(frontPages, needs)
  await app.register(signInPages, needs)
  await app.register(setupPages, needs)
  await app.register(conversationPages, needs)
  await app.register(messageForms, needs)
  await app.register(messageActPages, needs)
  await app.register(groupPages, needs)
  await app.register(contactPages, needs)
  await app.register(settingsPages, needs)
  await app.register(connectionPages, needs)
}
