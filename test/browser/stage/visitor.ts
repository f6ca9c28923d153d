import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Site } from './site.ts'

export interface VisitorOptions extends BrowserContextOptions {
  /** Runs in every page before its own scripts: removes features this browser should lack. */
  readonly without?: string
  /** Console lines, and exceptions, that the journey causes on purpose. */
  readonly expected?: RegExp
  /** The address of the site for this browser; the site's own by default. */
  readonly address?: string
}

/** One person's browser, watched: its console lines, its exceptions, and its requests to other hosts. */
export class Visitor {
  readonly context: BrowserContext
  readonly troubles: string[] = []
  readonly #site: Site
  readonly #address: string

  constructor (context: BrowserContext, site: Site, { expected, address = site.address }: Pick<VisitorOptions, 'expected' | 'address'>) {
    this.context = context
    this.#site = site
    this.#address = address
    context.on('console', message => {
      const line = `${message.type()}: ${message.text()} (${message.location().url})`
      if ((message.type() === 'error' || message.type() === 'warning') && expected?.test(line) !== true) this.troubles.push(line)
    })
    context.on('weberror', error => {
      const { stack, message } = error.error()
      // A script that does not parse has no stack.
      const line = `thrown: ${stack === undefined || stack === '' ? message : stack}`
      if (expected?.test(line) !== true) this.troubles.push(line)
    })
    context.on('request', request => {
      const url = request.url()
      if (!url.startsWith(address) && !/^(?:data|blob):/.test(url)) this.troubles.push(`asked ${url}`)
    })
    context.on('dialog', dialog => {
      this.troubles.push(`dialog: ${dialog.message()}`)
      dialog.dismiss().catch(() => {})
    })
  }

  /** Opens a page of the site, by its address below the root. */
  async open (to = ''): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(this.#address + to)
    return page
  }

  async signIn (username: string): Promise<void> {
    await this.context.addCookies([await this.#site.cookieOf(username)])
  }
}

export async function newVisitor (browser: Browser, site: Site, { without, ...options }: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
  context.setDefaultTimeout(15_000)
  if (without !== undefined) await context.addInitScript(without)
  return new Visitor(context, site, options)
}

/** The messages that the open conversation shows, pending or arrived. */
export function messages (page: Page): Locator {
  return page.locator('#scroller .messages .message:not(.system)')
}

/** Their texts, in the order they stand in. */
export async function texts (page: Page): Promise<string[]> {
  return await messages(page).locator('.text').allInnerTexts()
}

/** The texts in the frame that replaces them where no script runs, newest first. */
export async function framed (page: Page): Promise<string[]> {
  return await page.frameLocator('iframe[name=messages]').locator('.message:not(.system) .text').allTextContents()
}

export function composer (page: Page): Locator {
  return page.locator('#composer textarea')
}

/** Types a message and sends it with the Enter key. */
export async function write (page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Whether the script has taken the page over. */
export async function isLive (page: Page): Promise<boolean> {
  return await page.locator('html.is-live').count() === 1
}
