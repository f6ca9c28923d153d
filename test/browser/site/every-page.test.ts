import t from 'tap'
import { playWorld } from '#server/demo/play.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { PASSWORD } from '#test/world.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'

const EVENING = Date.UTC(2026, 10, 20, 20, 14)
const WIDTHS = [390, 1280]

const journey = journeys(t, [])

/** The world of the demo on a quiet evening; returns the addresses of what somebody in it does with a group and its messages. */
async function addressesOf ({ site }: Stage, username: string): Promise<readonly (readonly [name: string, address: string])[]> {
  const setClock = (at: number) => { site.lagMs = Date.now() - at }
  await playWorld(site.holdline, WORLD, { now: EVENING, timeZone: 'Europe/Lisbon', setClock, passwordOf: () => PASSWORD })
  setClock(EVENING)
  const { messenger: { conversations, gallery, messages }, people: { groupInvites } } = site.holdline
  const [userId, anaId] = [await site.idOf(username), await site.idOf('ana')]
  const choir = (await conversations.list(userId, { limit: 50 })).conversations.find(({ title }) => title === 'Choir, Thursdays')?.id ?? ''
  const said = (await messages.history(userId, choir, { limit: 100 })).messages.filter(({ kind, recalledAt }) => kind === 'text' && recalledAt === undefined)
  const own = said.findLast(({ sender }) => sender.username === username)?.no ?? 0
  const reacted = said.find(({ reactions }) => reactions !== undefined)?.no ?? 0
  const { code } = await groupInvites.make(anaId, choir)
  const asAdmin = username !== 'ana' ? [] : ['edit', 'invites'].map(part => [part, `conversations/${choir}/${part}`] as const)
  const { conversation: { id: talk } } = await conversations.direct(anaId, 'ben')
  const { rows: [picture] } = await gallery.files(anaId, talk, { shelf: 'pictures', timeZone: 'Europe/Lisbon', limit: 1 })
  const ofAna = username !== 'ana'
    ? []
    : [['viewer', `conversations/${talk}/files/${picture?.file.id ?? ''}`], ['pictures', `conversations/${talk}/files`], ['voice', `conversations/${talk}/files?kind=voice`]] as const
  const settings = ['files', 'profile', 'look', 'language', 'writing', 'notifications', 'privacy', 'connection', 'sessions', 'device', 'password', 'account']
  return [
    ['list', 'conversations/'], ['group', `conversations/${choir}`], ['members', `conversations/${choir}?side=1`], ['member', `conversations/${choir}?side=%40ben`],
    ['own', `conversations/${choir}?side=_own`], ['add', `conversations/${choir}/add`], ['pins', `conversations/${choir}/pins`], ['starred', 'starred/'],
    ['mentions', 'mentions/'], ['message', `messages/${choir}?no=${own}`], ['reactions', `messages/${choir}?no=${reacted}`], ['emoji', `emoji/${choir}?group=smileys`],
    ['select', `select/${choir}?no=${own}`], ['copy', `copy/${choir}?no=${own}&no=${reacted}`], ['forward', `forward/${choir}?no=${own}`], ['join', `join/${code}`],
    ['new-group', 'groups/new'], ['public-groups', 'groups/?q=choir'], ['contacts', 'contacts/'], ['labels', 'labels/'], ['profile', 'contacts/siyuan'],
    ['search', 'search/'], ['search-found', 'search/?q=piano'], ['search-none', 'search/?q=xyzzy'], ['go', 'go/'], ...asAdmin, ...ofAna,
    ['links', `conversations/${choir}/files?kind=links`], ['attach', `conversations/${choir}/attach`],
    ...settings.map(section => [`settings-${section}`, `settings/${section}`] as const)
  ]
}

for (const [username, locale, javaScriptEnabled] of [['ana', 'en-GB', true], ['xiaoyu', 'zh-CN', true], ['xiaoyu', 'zh-CN', false]] as const) {
  journey(`every page of ${username}, ${javaScriptEnabled ? 'live' : 'without script'} → one heading, no wider than a phone or a desktop`, async stage => {
    const { t, site, visitorAs } = stage
    const addresses = await addressesOf(stage, username)
    const page = await (await visitorAs(username, { locale, javaScriptEnabled })).open('conversations/')
    for (const [name, address] of addresses) {
      // Frames with held pages load as long as nothing is said.
      t.equal((await page.goto(site.address + address, { waitUntil: 'domcontentloaded' }))?.status(), 200, name)
      // A panel at the side has one of its own, as the page that it is on a phone.
      t.equal(await page.locator(await page.locator('.side').count() > 0 ? '.side h1' : 'h1').count(), 1, `${name} has one heading`)
      const boxes = await page.evaluate('[].filter.call(document.querySelectorAll("input[type=checkbox], input[type=radio]"), function (box) { return box.offsetWidth > 24 }).length')
      t.equal(boxes, 0, `${name} draws boxes to tick as boxes`)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 })
        const over = await page.evaluate('[].filter.call(document.querySelectorAll("html, .list, .stage, .side"), function (part) { return part.scrollWidth > part.clientWidth }).length')
        t.equal(over, 0, `${name} fits in ${width} px`)
      }
      await keep(page, `every-${locale.slice(0, 2)}${javaScriptEnabled ? '' : '-noscript'}-${name}`)
    }
  })
}
