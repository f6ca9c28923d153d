import { Cdp } from './cdp.ts'
import { eventually, Program } from './program.ts'
import { middleOf, type Browser, type Place, type Tab } from './tab.ts'

/** Switches off everything that a page does not need and that would call the browser's maker. */
const ARGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--window-size=1280,800',
  '--remote-debugging-port=0', '--no-first-run', '--no-default-browser-check', '--no-pings', '--mute-audio',
  '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-domain-reliability',
  '--disable-extensions', '--disable-sync', '--metrics-recording-only', '--lang=en-GB'
]

export interface Binary {
  readonly path: string
  readonly env?: Readonly<Record<string, string>>
}

/** A Chrome or Chromium of any year. */
export class Chrome implements Browser {
  readonly #program: Program
  readonly #browser: Cdp
  readonly #address: string

  static async start ({ path, env = {} }: Binary): Promise<Chrome> {
    const program = new Program(path, home => [...ARGS, `--user-data-dir=${home}/profile`, 'about:blank'], { env })
    try {
      const address = await eventually('Chrome listens', () => {
        if (program.hasEnded) throw new Error(`Chrome ended: ${program.said}`)
        return /DevTools listening on (ws:\S+)/.exec(program.said)?.[1]
      })
      return new Chrome(program, await Cdp.connect(address), address)
    } catch (error) {
      await program.end()
      throw error
    }
  }

  private constructor (program: Program, browser: Cdp, address: string) {
    this.#program = program
    this.#browser = browser
    this.#address = address
  }

  async version (): Promise<string> {
    return String((await this.#browser.call('Browser.getVersion'))['product'])
  }

  async person ({ script = true } = {}): Promise<ChromeTab> {
    const { browserContextId } = await this.#browser.call('Target.createBrowserContext')
    const { targetId } = await this.#browser.call('Target.createTarget', { url: 'about:blank', browserContextId })
    const page = await Cdp.connect(new URL(`/devtools/page/${String(targetId)}`, this.#address).href)
    return await ChromeTab.over(page, script)
  }

  async end (): Promise<void> {
    this.#browser.close()
    await this.#program.end()
  }
}

interface Said {
  readonly entry?: { readonly level: string, readonly text: string, readonly url?: string }
  readonly exceptionDetails?: { readonly text: string, readonly exception?: { readonly description?: string } }
  readonly type?: string
  readonly args?: readonly { readonly value?: unknown, readonly description?: string }[]
}

export class ChromeTab implements Tab {
  readonly #troubles: string[] = []
  readonly #page: Cdp

  static async over (page: Cdp, script: boolean): Promise<ChromeTab> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.call(`${domain}.enable`)
    if (!script) await page.call('Emulation.setScriptExecutionDisabled', { value: true })
    return new ChromeTab(page)
  }

  private constructor (page: Cdp) {
    this.#page = page
    page.listen((method, said) => this.#hear(method, said as Said))
  }

  async open (address: string): Promise<void> {
    await this.#page.call('Page.navigate', { url: address })
    await eventually(`${address} is there`, async () => {
      return await this.ask<boolean>('document.readyState !== "loading" && location.href !== "about:blank"').catch(() => false)
    })
  }

  async ask<T> (expression: string): Promise<T> {
    const answer = await this.#page.call('Runtime.evaluate', { expression, returnByValue: true }) as
      { result: { value?: T }, exceptionDetails?: Said['exceptionDetails'] }
    if (answer.exceptionDetails !== undefined) throw new Error(`${expression}: ${describe(answer.exceptionDetails)}`)
    return answer.result.value as T
  }

  async click (selector: string): Promise<void> {
    const { x, y } = await this.ask<Place>(middleOf(selector))
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.#page.call('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 })
    }
  }

  async type (text: string): Promise<void> {
    for (const character of text) {
      if (character === '\n') {
        const enter = { windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13, key: 'Enter', code: 'Enter' }
        await this.#page.call('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...enter })
        await this.#page.call('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
      } else {
        await this.#page.call('Input.dispatchKeyEvent', { type: 'char', text: character })
      }
    }
  }

  async troubles (): Promise<readonly string[]> {
    return this.#troubles
  }

  async picture (): Promise<Buffer> {
    return Buffer.from(String((await this.#page.call('Page.captureScreenshot', { format: 'png' }))['data']), 'base64')
  }

  async historyLength (): Promise<number> {
    return ((await this.#page.call('Page.getNavigationHistory'))['entries'] as readonly unknown[]).length
  }

  /** Refuses requests to matching addresses before they leave; an empty list refuses none. */
  async refuse (patterns: readonly string[]): Promise<void> {
    await this.#page.call('Network.setBlockedURLs', { urls: patterns })
  }

  async close (): Promise<void> {
    await this.#page.call('Page.close').catch(() => {})
    this.#page.close()
  }

  #hear (method: string, { entry, exceptionDetails, type = '', args = [] }: Said): void {
    if (method === 'Inspector.targetCrashed') {
      this.#troubles.push('The page crashed')
      this.#page.close()
    }
    if (entry !== undefined && entry.level === 'error') this.#troubles.push(`${entry.text} (${entry.url ?? ''})`)
    if (exceptionDetails !== undefined) this.#troubles.push(describe(exceptionDetails))
    if (method === 'Runtime.consoleAPICalled' && ['error', 'assert'].includes(type)) {
      this.#troubles.push(args.map(({ value, description }) => String(value ?? description)).join(' '))
    }
  }
}

function describe ({ text, exception }: NonNullable<Said['exceptionDetails']>): string {
  return exception?.description ?? text
}
