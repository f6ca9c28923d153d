import t from 'tap'
import type { Page } from 'playwright-core'
import { PASSWORD } from '#test/world.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { framed, isLive, type Visitor } from '../stage/visitor.ts'

const journey = journeys(t, [])

async function signUp (visitor: Visitor, username: string, name: string): Promise<Page> {
  const page = await visitor.open('signup')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByRole('heading', { name: 'Chats' }).waitFor()
  return page
}

async function askAndAccept (asking: Page, asked: Page): Promise<void> {
  await asking.getByRole('link', { name: 'Contacts' }).click()
  await asking.getByLabel('Find people').fill('ben')
  await asking.getByRole('button', { name: 'Find', exact: true }).click()
  await asking.locator('#found').getByRole('link', { name: 'Ben Ade' }).click()
  await asking.getByLabel('Message (optional)').fill('Ana here')
  await asking.getByRole('button', { name: 'Send request' }).click()
  await asking.getByText('Request sent.').waitFor()
  await asked.getByRole('link', { name: 'Contacts' }).click()
  await asked.getByText('Ana here').waitFor()
  await asked.getByRole('button', { name: 'Accept' }).click()
  await asked.getByText('1 contact').waitFor()
}

async function talk ({ t, until }: Stage, ana: Page, ben: Page): Promise<void> {
  await ana.reload()
  await ana.getByRole('button', { name: 'Write a message' }).click({ noWaitAfter: true })
  await ana.getByLabel('Message to Ben Ade').fill('Hello\nBen')
  await ana.getByRole('button', { name: 'Send' }).click({ noWaitAfter: true })
  await until(() => framed(ana), ['HelloBen'], 'her message')
  t.equal(await ana.getByLabel('Message to Ben Ade').inputValue(), '', 'the box is empty again')
  await ana.goBack({ waitUntil: 'domcontentloaded' })
  await ana.locator('main').waitFor()
  await ana.goForward({ waitUntil: 'commit' })
  await until(() => framed(ana), ['HelloBen'], 'back and forward send nothing')

  await ben.getByRole('link', { name: 'Chats' }).first().click()
  t.equal(await ben.title(), '(1) Chats · Holdline')
  await keep(ben, 'en-plain-list')
  await ben.locator('#conversations a').first().click({ noWaitAfter: true })
  await until(() => framed(ben), ['HelloBen'], 'ben sees it')
  await keep(ben, 'en-plain-unread')
  const frame = ben.frameLocator('iframe[name=messages]')
  // Reading counts by itself as well, and may take the button away first (U27).
  await frame.getByRole('button', { name: 'Mark as read' }).click({ noWaitAfter: true, timeout: 2_000 }).catch(() => {})
  await frame.locator('.divider').waitFor({ state: 'detached' })
  await ben.reload({ waitUntil: 'commit' })
  await until(() => ben.title(), 'Ana Castro · Holdline', 'nothing is unread any more')
  await until(() => ana.frameLocator('iframe[name=messages]').locator('.receipt').getAttribute('data-receipt'), 'read', 'ana sees it by itself')
}

journey('without script, forms do everything from sign-up to sign-out, in two languages', async stage => {
  const { t, visitor, until } = stage
  const ana = await signUp(await visitor({ javaScriptEnabled: false, expected: /status of 401/ }), 'ana', 'Ana Castro')
  const ben = await signUp(await visitor({ javaScriptEnabled: false }), 'ben', 'Ben Ade')
  await askAndAccept(ana, ben)
  await talk(stage, ana, ben)

  await ben.getByRole('link', { name: 'Settings' }).click()
  await ben.getByRole('link', { name: 'Your profile' }).click()
  await ben.getByLabel('Your name').fill('Benjamin')
  await ben.getByRole('button', { name: 'Save' }).click()
  await ben.getByText('Saved.').waitFor()
  await ben.getByRole('link', { name: 'Settings' }).click()
  await ben.getByRole('link', { name: 'Language and time' }).click()
  await ben.getByLabel('Language', { exact: true }).selectOption('中文')
  await ben.getByRole('button', { name: 'Save' }).click()
  t.equal(await ben.locator('html').getAttribute('lang'), 'zh-CN')
  await ben.goto(`${stage.site.address}conversations/`)
  await keep(ben, 'zh-plain-list')
  await ana.reload({ waitUntil: 'commit' })
  await until(() => ana.locator('.conversation-head h1').innerText(), 'Benjamin', 'ana sees the new name')

  await ana.getByRole('link', { name: 'Settings' }).click()
  await ana.getByRole('button', { name: 'Sign out' }).click()
  await ana.getByRole('heading', { name: 'Sign in to Holdline' }).waitFor()
  await ana.getByLabel('Username').fill('ana')
  await ana.getByLabel('Password').fill('not the password')
  await ana.getByRole('button', { name: 'Sign in' }).click()
  await ana.getByText('Wrong username or password.').waitFor()
  t.equal(await ana.getByLabel('Username').inputValue(), 'ana', 'the name is filled in')
  await ana.getByLabel('Password').fill(PASSWORD)
  await ana.getByRole('button', { name: 'Sign in' }).click()
  await ana.getByRole('heading', { name: 'Chats' }).waitFor()
})

journey('a user who prefers the plain version gets it, and a way back', async ({ t, site, visitorAs, until }) => {
  for (const username of ['ana', 'ben']) await site.add(username)
  const chat = await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ana')
  const page = await visitor.open('conversations/')
  const choice = (name: string) => page.locator('.list-foot, html:not([data-mode=live]) .skip').getByRole('button', { name })
  await until(async () => await isLive(page), true, 'live at first')
  await choice('Plain version').click()
  await choice('Live version').waitFor()
  await page.goto(`${site.address}conversations/${chat}`)
  t.equal(await page.locator('script').count(), 0, 'no script at all')
  await page.getByLabel('Message to Ben').fill('plainly')
  await page.getByRole('button', { name: 'Send' }).click()
  await until(async () => await site.texts('ana', chat), ['plainly'], 'a form sends it')
  await page.goto(`${site.address}conversations/`)
  await choice('Live version').click()
  await until(async () => await isLive(page), true, 'live again')
})

journey('the link printed at the first start creates an admin and an open site', async ({ t, site, visitor, until }) => {
  const secret = await site.holdline.people.site.makeSetupSecret()
  const page = await (await visitor({ locale: 'zh-CN' })).open(`setup/${secret}`)
  await keep(page, 'zh-setup')
  await page.getByLabel('用户名').fill('root')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.locator('[name=site_name]').fill('Choir')
  await page.locator('[name=sign_up]').selectOption('closed')
  await page.locator('button[type=submit].wide').click()
  await page.waitForURL('**/admin/ready')
  await keep(page, 'zh-ready')
  await page.getByRole('link', { name: '前往聊天' }).click()
  await page.waitForURL('**/conversations/')
  await until(async () => await page.title(), '聊天 · Choir', 'the site has its name, in the reader’s language')
  t.ok(await site.holdline.people.accounts.hasAdmin())
  await keep(page, 'zh-empty')

  const late = await (await visitor()).open(`setup/${secret}`)
  await late.getByRole('heading', { name: 'This setup link no longer works' }).waitFor()
  await late.goto(`${site.address}signup`)
  await late.getByRole('heading', { name: 'Sign-up is closed' }).waitFor()
})
