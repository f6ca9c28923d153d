import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Accounts } from '#domain/account/accounts.ts'
import type { Sessions } from '#domain/account/sessions.ts'
import type { SiteService } from '#domain/site/site.ts'
import type { WaitDeps } from '#routes/delivery/wait.ts'
import { connectionPages, type ConnectionPagesNeeds } from './connection/connection.ts'
import { contactsPage } from './people/contacts.ts'
import { conversationPages } from './conversations/conversations.ts'
import { folderPages, frontPage } from './site/front.ts'
import { groupPages } from './conversations/groups.ts'
import { profilePage } from './people/profile.ts'
import { addPage } from './page-routes.ts'
import type { PageRow } from './page-row.ts'
import { createHeldAnswers } from '#routes/delivery/held-answer.ts'
import { createWaitByHand } from '#routes/delivery/wait-by-hand.ts'
import { createFeeds } from '#routes/delivery/held-feeds.ts'
import { createHolds } from '#routes/delivery/held-wait.ts'
import { heldPages, type HeldPagesNeeds } from '#routes/delivery/held.ts'
import { messageActPages, type MessageActsNeeds } from './messages/message-acts.ts'
import { messageForms } from './messages/messages.ts'
import { settingsPages } from './account/settings.ts'
import { setupPage } from './site/setup.ts'
import { signInPage, signUpPage } from './account/sign-in.ts'

export interface PageNeeds extends Omit<HeldPagesNeeds, 'holds' | 'feeds'>, ConnectionPagesNeeds {
  readonly now: MessageActsNeeds['now']
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly site: SiteService
  readonly waits: WaitDeps
}

const PAGES: readonly PageRow[] = [
  frontPage, ...folderPages, setupPage, signInPage, signUpPage,
  contactsPage, profilePage
]

/** Every page and every form. None of them is part of the API that programs read. */
export const pageRoutes: FastifyPluginAsyncTypebox<PageNeeds> = async (app, needs) => {
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
  const held = { ...needs, holds: createHolds(needs.waits), feeds: createFeeds(needs.now) }
  await app.register(heldPages, held)
  const services = { ...held, answerHeld: createHeldAnswers(held), waitByHand: createWaitByHand(held) }
  for (const row of PAGES) addPage(app, row, services)
  await app.register(conversationPages, held)
  await app.register(messageForms, held)
  await app.register(messageActPages, needs)
  await app.register(groupPages, needs)
  await app.register(settingsPages, needs)
  await app.register(connectionPages, needs)
}
