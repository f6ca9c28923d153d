import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import { openBrowser } from '#test/browser.ts'
import { root } from '#test/source/project.ts'
import { Site } from './site.ts'
import { newVisitor, type Visitor, type VisitorOptions } from './visitor.ts'

const PICTURES = join(root, 'build/screenshots')
/** Long, for a busy machine; a wait that is over goes on at once. */
const PATIENCE_MS = 15_000
const ASK_AGAIN_MS = 20

export interface Stage {
  readonly t: Test
  readonly site: Site
  /** Another browser. Any console message or error in it fails the journey. */
  visitor (options?: VisitorOptions): Promise<Visitor>
  /** Another browser, in which this user is signed in. */
  visitorAs (username: string, options?: VisitorOptions): Promise<Visitor>
  /** Waits until `ask` answers `wanted`; asserts it. */
  until<T> (ask: () => T | Promise<T>, wanted: T, what: string): Promise<void>
}

/** A scenario on a site of its own; fails on anything in its visitors' consoles. */
export type Journey = (stage: Stage) => Promise<void>

/** Starts one browser for the journeys of a file. */
export function journeys (t: Test, cast: readonly string[]): (name: string, run: Journey) => void {
  let browser: Promise<Browser> | null = null
  t.teardown(async () => { await (await browser)?.close() })

  return (name, run) => {
    t.test(name, async t => {
      browser ??= openBrowser()
      const opened = await browser
      const site = new Site()
      const visitors: Visitor[] = []
      await site.start()
      for (const username of cast) await site.add(username)

      async function visitor (options?: VisitorOptions): Promise<Visitor> {
        const one = await newVisitor(opened, site, options)
        visitors.push(one)
        return one
      }
      try {
        await run({
          t,
          site,
          visitor,
          until: async (ask, wanted, what) => await until(t, ask, wanted, what),
          visitorAs: async (username, options) => {
            const one = await visitor(options)
            await one.signIn(username)
            return one
          }
        })
        t.same(visitors.flatMap(({ troubles }) => troubles), [], 'nothing was wrong in any browser')
        t.same(site.logged, [], 'nor on the server')
      } catch (error) {
        const pages = visitors.flatMap(({ context }) => context.pages())
        for (const [index, page] of pages.entries()) await page.screenshot({ path: picture(`failed-${t.name}-${index}`) }).catch(() => {})
        t.comment(visitors.flatMap(({ troubles }) => troubles).join('\n'))
        throw error
      } finally {
        for (const { context } of visitors) await context.close()
        await site.end()
      }
    })
  }
}

export async function until<T> (t: Test, ask: () => T | Promise<T>, wanted: T, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  let answer = await asked(ask)
  while (JSON.stringify(answer) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
    answer = await asked(ask)
  }
  if (!t.same(answer, wanted, what)) throw new Error(`It never came to be: ${what}`)
}

async function asked<T> (ask: () => T | Promise<T>): Promise<T | string> {
  try {
    return await ask()
  } catch (error) {
    // Thrown by a page that is just being left.
    if (/context was destroyed|Cannot find context|because of a navigation|was detached/.test(String(error))) return 'between two pages'
    throw error
  }
}

/**
 * With PICTURES=1 in the environment: keeps screenshots of a page in build/screenshots/, on a phone and on a desktop, by day and by night.
 * Nobody looks at those of most runs, and they take half a minute of them.
 */
export async function keep (page: Page, name: string): Promise<void> {
  if (process.env['PICTURES'] === undefined) return
  const before = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [width, height] of [[390, 844], [1280, 800]] as const) {
      await page.setViewportSize({ width, height })
      await takePicture(page, picture(`${name}-${width}-${colorScheme}`))
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
  if (before !== null) await page.setViewportSize(before)
}

// By the browser's own protocol: Playwright's screenshot waits for every frame first, and a frame with a held page never finishes.
async function takePicture (page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' })
  await session.detach()
  writeFileSync(path, Buffer.from(data, 'base64'))
}

function picture (name: string): string {
  mkdirSync(PICTURES, { recursive: true })
  return join(PICTURES, `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)}.png`)
}
