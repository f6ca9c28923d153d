import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, type Stage } from '../stage/journey.ts'
import { isLive, texts } from '../stage/visitor.ts'

// Scripts that a page fetches when something first needs them: a slow or a broken way to them loses no press.
const journey = journeys(t, ['ana', 'ben', 'cho'])

interface Held {
  readonly page: Page
  readonly chat: string
  /** Lets the scripts come, or refuses them. */
  let (isThere: boolean): Promise<void>
  /** Holds them again. */
  hold (): void
}

/** A conversation of ana's whose script `name` is on its way until it is let. */
async function held ({ site, visitorAs, until }: Stage, name: string): Promise<Held> {
  const chat = await site.introduce('ana', 'ben')
  await site.introduce('ana', 'cho')
  await site.say('ben', chat, 'Shall we sail?')
  const ana = await visitorAs('ana', { expected: /Failed to load resource/ })
  const waiting: Array<() => Promise<void>> = []
  const way = { isOpen: false, isLet: false }
  await ana.context.route(`**/static/${name}.*.js`, async route => {
    const go = async () => await (way.isOpen ? route.continue() : route.abort())
    if (way.isLet) await go()
    else waiting.push(go)
  })
  const page = await ana.open(`conversations/${chat}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  return {
    page,
    chat,
    hold: () => { way.isLet = false },
    let: async isThere => {
      await until(() => waiting.length > 0, true, 'the scripts are asked for')
      Object.assign(way, { isOpen: isThere, isLet: true })
      for (const go of waiting.splice(0)) await go()
    }
  }
}

journey('“…” pressed on a slow line → its menu, once the scripts are there, on the same page', async stage => {
  const { page, let: letCome } = await held(stage, 'later')
  const more = page.locator('.theirs .more').last()
  await page.locator('.theirs .bubble').last().hover()
  await more.click()
  stage.t.ok(await page.locator('#acts').isHidden())
  stage.t.equal(await page.locator('html.is-fetching').count(), 1, 'the pointer says that it waits')
  await letCome(true)
  await page.locator('#acts .button').first().waitFor()
  stage.t.equal(await page.locator('html.is-fetching').count(), 0)
  stage.t.match(page.url(), '/conversations/')
  await page.keyboard.press('Escape')
  await stage.until(async () => await page.locator('#acts').isHidden(), true, 'Esc closes it')
})

journey('“…” whose scripts do not come → the page of the message', async stage => {
  const { page, let: letCome } = await held(stage, 'later')
  await page.locator('.theirs .bubble').last().hover()
  await page.locator('.theirs .more').last().click()
  await letCome(false)
  await page.waitForURL(/\/messages\//)
})

journey('a proxy’s page in the place of the scripts, and of all else → the page stays, and says so', async stage => {
  const { page } = await held(stage, 'nothing')
  const address = page.url()
  await page.context().route('**/*', async route => await route.fulfill({ contentType: 'text/html', body: '<html>Welcome to the guest network</html>' }))
  await page.locator('.theirs .bubble').last().hover()
  await page.locator('.theirs .more').last().click()
  await page.locator('#connection').getByText('Your network is answering').waitFor()
  stage.t.equal(page.url(), address)
})

journey('Ctrl+K and a search before the scripts are there → what was typed is found', async stage => {
  const { page, let: letCome } = await held(stage, 'htmx')
  await page.keyboard.press('Control+k')
  await page.locator('#switch-query').pressSequentially('ch')
  await letCome(true)
  await page.locator('#switch-options [role=option]').first().waitFor()
  await stage.until(async () => await page.locator('#switch-options [role=option]').first().innerText().then(text => text.includes('Cho')), true, 'found')
  await page.keyboard.press('Enter')
  await stage.until(async () => await page.locator('.conversation-head').innerText().then(text => text.includes('Cho')), true, 'opened')
})

journey('a chat pressed on a slow line → opens in place; without htmx, by its link', async stage => {
  const { page, hold, let: letCome } = await held(stage, 'htmx')
  await page.evaluate('window.isSame = true')
  await page.locator('#conversations > li').filter({ hasText: 'Cho' }).locator('a[hx-get]').click()
  stage.t.same(await texts(page), ['Shall we sail?'])
  await letCome(true)
  await stage.until(async () => await page.locator('.conversation-head').innerText().then(text => text.includes('Cho')), true, 'opened')
  stage.t.equal(await page.evaluate('window.isSame'), true, 'without a reload')
  await page.goBack()
  await stage.until(async () => await texts(page), ['Shall we sail?'], 'and back')

  hold()
  await page.locator('#conversations > li').filter({ hasText: 'Cho' }).locator('a[hx-get]').click()
  await letCome(false)
  await stage.until(async () => await page.locator('.conversation-head').innerText().then(text => text.includes('Cho')), true, 'followed')
  stage.t.equal(await page.evaluate('window.isSame'), undefined)
})

journey('@ typed before the scripts are there → completes the word as it stands by then', async stage => {
  const { site, visitorAs, until } = stage
  const [ana, ben] = [await site.idOf('ana'), 'ben']
  await site.introduce('ana', ben)
  const { conversation: { id } } = await site.holdline.messenger.conversations.group(ana, 'Harbour', [ben])
  const visitor = await visitorAs('ana')
  const waiting: (() => Promise<void>)[] = []
  let isLet = false
  await visitor.context.route('**/static/later.*.js', async route => {
    if (isLet) await route.continue()
    else waiting.push(async () => await route.continue())
  })
  const page = await visitor.open(`conversations/${id}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await page.locator('#composer-body').pressSequentially('Hello @be')
  await until(() => waiting.length, 1, 'the scripts are asked for once')
  isLet = true
  for (const go of waiting) await go()
  await page.locator('#completion [role=option]').filter({ hasText: 'Ben' }).waitFor()
  await page.keyboard.press('Enter')
  stage.t.equal(await page.locator('#composer-body').inputValue(), 'Hello @ben ')
})
