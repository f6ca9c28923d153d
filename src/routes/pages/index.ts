import type { FastifyPluginAsync } from 'fastify'
import { streamed, type StreamedOptions } from '#plugins/bodies/streamed.ts'
import type { RepeatStore } from '#domain/site/repeats.ts'
import type { WireWaits } from '#routes/api/wire/wire-wait.ts'
import type { WaitDeps } from '#routes/delivery/wait.ts'
import { createHeldAnswers } from '#routes/delivery/held-answer.ts'
import { createFeeds } from '#routes/delivery/held-feeds.ts'
import { createHolds } from '#routes/delivery/held-wait.ts'
import { heldPages } from '#routes/delivery/held.ts'
import { devicePage, linkPage } from './account/device.ts'
import { keptPage } from './account/own-data.ts'
import { settingsPage, settingsSectionPage } from './account/settings.ts'
import { signInPage, signUpPage } from './account/sign-in.ts'
import { limitTests } from '#routes/api/connection/connection.ts'
import { holdFrame, holdsPage, togetherFrame, togetherPage } from './connection/connection-frames.ts'
import { connectionPage, linesPage, resultPage, stepPage } from './connection/connection.ts'
import { addPeoplePage } from './conversations/add-people.ts'
import { conversationPage } from './conversations/conversation.ts'
import { editGroupPage } from './conversations/edit-group.ts'
import { inboxPage } from './conversations/inbox.ts'
import { switcherPage } from './conversations/switcher.ts'
import { joinPage } from './conversations/join.ts'
import { findGroupsPage, publicGroupPage } from './conversations/public-groups.ts'
import { newGroupPage } from './conversations/new-group.ts'
import { waysInPage } from './conversations/ways-in.ts'
import { nextUnreadPage } from './conversations/own-settings.ts'
import { emojiPage } from './messages/emoji.ts'
import { forwardPage } from './messages/forward.ts'
import { messagePage } from './messages/message.ts'
import { pinsPage } from './messages/pins.ts'
import { mentionsPage, starredPage } from './messages/placed.ts'
import { copyPage, selectPage } from './messages/select.ts'
import { searchPage } from './messages/search.ts'
import { attachPage } from './files/attach.ts'
import { ownFilesPage } from './files/own-files.ts'
import { galleryPage } from './files/gallery.ts'
import { viewerPage } from './files/viewer.ts'
import { addPage } from './page-routes.ts'
import type { PageRow } from './page-row.ts'
import type { PageServices } from './page-services.ts'
import { contactsPage } from './people/contacts.ts'
import { rulePage } from './wire/faults.ts'
import { labelsPage } from './people/labels.ts'
import { profilePage } from './people/profile.ts'
import { createSentForms } from './sent-twice.ts'
import { besidePage, demoPage, doorPage } from './site/demo.ts'
import { folder, frontPage } from './site/front.ts'
import { readyPage, sitePage } from './site/admin.ts'
import { setupPage } from './site/setup.ts'
import { playFrameRoute } from './wire/play-frame.ts'
import { wireFrameRoute } from './wire/wire-frame.ts'
import { comparePage } from './wire/compare.ts'
import { scenePage, scenesPage } from './wire/scenes.ts'
import { exchangePage, wirePage } from './wire/wire.ts'

export interface PageNeeds extends Omit<PageServices, 'holds' | 'feeds' | 'answerHeld' | 'waitByHand' | 'sentForms'> {
  readonly wireWaits: WireWaits
  readonly playWaits: WireWaits
  readonly repeats: RepeatStore
  readonly waits: WaitDeps
  readonly after: StreamedOptions['after']
}

/** The pages of the site, with their forms. */
export const PAGES: readonly PageRow[] = [
  frontPage,
  setupPage,
  signInPage,
  signUpPage,
  linkPage,
  devicePage,
  inboxPage, folder('conversations'),
  nextUnreadPage,
  conversationPage,
  addPeoplePage,
  editGroupPage,
  waysInPage,
  joinPage,
  messagePage,
  pinsPage,
  attachPage,
  galleryPage,
  viewerPage,
  forwardPage, folder('forward'),
  selectPage, folder('select'),
  copyPage, folder('copy'),
  emojiPage,
  newGroupPage,
  findGroupsPage, folder('groups'),
  publicGroupPage,
  switcherPage, folder('go'),
  mentionsPage, folder('mentions'),
  starredPage, folder('starred'),
  searchPage, folder('search'),
  contactsPage, folder('contacts'),
  profilePage,
  labelsPage, folder('labels'),
  settingsPage, folder('settings'),
  settingsSectionPage,
  ownFilesPage,
  rulePage,
  wirePage, folder('wire'),
  exchangePage,
  scenesPage, folder('wire/scenes'),
  scenePage,
  comparePage,
  keptPage,
  sitePage,
  readyPage
]

/** The pages that test a connection, which have a limit of their own. */
export const TEST_PAGES: readonly PageRow[] = [
  connectionPage, folder('connection'), stepPage, togetherPage, togetherFrame, holdsPage, holdFrame, resultPage, linesPage
]

/** Pages that a demo has besides; on every other server there are no such routes. */
const DEMO_PAGES: readonly PageRow[] = [demoPage, doorPage, besidePage]

/** The routes of all pages and forms. None of them is part of the API that programs read. */
export const pageRoutes: FastifyPluginAsync<PageNeeds> = async (app, needs) => {
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
  const held = { ...needs, holds: createHolds(needs.waits), feeds: createFeeds(needs.now) }
  const services: PageServices = { ...held, ...createHeldAnswers(held), sentForms: createSentForms(needs) }
  await app.register(streamed, needs)
  await app.register(heldPages, held)
  await app.register(wireFrameRoute, { ...services, wireWaits: needs.wireWaits })
  await app.register(playFrameRoute, { ...services, playWaits: needs.playWaits })
  for (const row of needs.demo === null ? PAGES : [...PAGES, ...DEMO_PAGES]) addPage(app, row, services)
  await app.register(async tests => {
    limitTests(tests)
    for (const row of TEST_PAGES) addPage(tests, row, services)
  })
}
