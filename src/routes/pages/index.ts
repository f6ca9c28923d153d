import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Accounts } from '#domain/accounts.ts'
import type { Sessions } from '#domain/sessions.ts'
import type { SiteService } from '#domain/site.ts'
import { contactPages } from './contacts.ts'
import { conversationPages, type ConversationPagesNeeds } from './conversations.ts'
import { frontPages } from './front.ts'
import { groupPages } from './groups.ts'
import { settingsPages } from './settings.ts'
import { setupPages } from './setup.ts'
import { signInPages } from './sign-in.ts'

export interface PageNeeds extends ConversationPagesNeeds {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly site: SiteService
}

/** Every page and every form. None of them is part of the API that programs read. */
export const pageRoutes: FastifyPluginAsyncTypebox<PageNeeds> = async (app, needs) => {
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
  for (const routes of [frontPages, signInPages, setupPages, conversationPages, groupPages, contactPages, settingsPages]) {
    await app.register(routes, needs)
  }
}
