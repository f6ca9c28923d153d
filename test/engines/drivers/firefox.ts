import { readFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marionette } from './marionette.ts'
import { eventually, Program } from './program.ts'
import type { Browser, Tab } from './tab.ts'

/** No request leaves except to the site, and no first-run page opens. */
const PREFERENCES = {
  'marionette.port': 0,
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'app.update.enabled': false,
  'browser.contentblocking.report.lockwise.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'captivedetect.canonicalURL': '',
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'geo.provider.network.url': '',
  'intl.accept_languages': 'en-GB, en',
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.trr.mode': 5,
  'services.settings.server': 'data:,',
  'signon.rememberSignons': false,
  'toolkit.telemetry.enabled': false
}

/** This machine's Firefox: a separate process with a new profile for each user. */
export class Firefox implements Browser {
  readonly #tabs: FirefoxTab[] = []

  async version (): Promise<string> {
    return `Firefox/${this.#tabs[0]?.version}`
  }

  async person ({ script = true } = {}): Promise<FirefoxTab> {
    const preferences = { ...PREFERENCES, 'javascript.enabled': script }
    const program = new Program('firefox-esr', home => [
      '--headless', '--no-remote', '--marionette', '--remote-allow-system-access', '--profile', join(home, 'profile'), 'about:blank'
    ], {
      env: { MOZ_HEADLESS_WIDTH: '1280', MOZ_HEADLESS_HEIGHT: '900', MOZ_CRASHREPORTER_DISABLE: '1' },
      prepare: home => {
        mkdirSync(join(home, 'profile'))
        const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
        writeFileSync(join(home, 'profile/user.js'), lines.join('\n'))
      }
    })
    try {
      const tab = await FirefoxTab.of(program)
      this.#tabs.push(tab)
      return tab
    } catch (error) {
      await program.end()
      throw error
    }
  }

  async end (): Promise<void> {
    await Promise.all(this.#tabs.map(async tab => await tab.close()))
  }
}

class FirefoxTab implements Tab {
  readonly #program: Program
  readonly #remote: Marionette
  readonly version: string

  static async of (program: Program): Promise<FirefoxTab> {
    const port = await eventually('Firefox listens', () => {
      if (program.hasEnded) throw new Error(`Firefox ended: ${program.said}`)
      return portIn(join(program.home, 'profile/MarionetteActivePort'))
    })
    const remote = await Marionette.connect(port)
    const { capabilities } = await remote.call('WebDriver:NewSession', { pageLoadStrategy: 'none' }) as
      { capabilities: { browserVersion: string } }
    return new FirefoxTab(program, remote, capabilities.browserVersion)
  }

  private constructor (program: Program, remote: Marionette, version: string) {
    this.#program = program
    this.#remote = remote
    this.version = version
  }

  async open (address: string): Promise<void> {
    await this.#remote.call('WebDriver:Navigate', { url: address })
    await eventually(`${address} is there`, async () => {
      return await this.ask<boolean>('document.readyState !== "loading" && location.href !== "about:blank"').catch(() => false)
    })
  }

  async ask<T> (expression: string): Promise<T> {
    return await this.#remote.call('WebDriver:ExecuteScript', { script: `return ${expression}`, args: [] }) as T
  }

  async click (selector: string): Promise<void> {
    // A live page may be replacing the element at this moment.
    const element = await eventually(`${selector} is found`, async () => {
      return await this.#remote.call('WebDriver:FindElement', { using: 'css selector', value: selector }).catch(() => null)
    })
    await this.#remote.call('WebDriver:ElementClick', { id: idOf(element) })
  }

  async type (text: string): Promise<void> {
    const element = await this.#remote.call('WebDriver:GetActiveElement')
    await this.#remote.call('WebDriver:ElementSendKeys', { id: idOf(element), text: text.replaceAll('\n', '\uE007') })
  }

  async troubles (): Promise<readonly string[]> {
    return await this.#privileged<string[]>(`Services.console.getMessageArray()
      .filter(each => each instanceof Ci.nsIScriptError && !(each.flags & 1) && each.sourceName.startsWith('http'))
      .map(each => each.errorMessage + ' (' + each.sourceName + ':' + each.lineNumber + ')')`)
  }

  async picture (): Promise<Buffer> {
    return Buffer.from(String(await this.#remote.call('WebDriver:TakeScreenshot', { full: false })), 'base64')
  }

  async historyLength (): Promise<number> {
    return await this.#privileged<number>('gBrowser.selectedBrowser.browsingContext.sessionHistory.count')
  }

  async close (): Promise<void> {
    this.#remote.close()
    await this.#program.end()
  }

  /** Evaluates an expression in the browser's own window. */
  async #privileged<T> (expression: string): Promise<T> {
    await this.#remote.call('Marionette:SetContext', { value: 'chrome' })
    try {
      return await this.ask<T>(expression)
    } finally {
      await this.#remote.call('Marionette:SetContext', { value: 'content' })
    }
  }
}

/** WebDriver represents an element as an object with one field. */
function idOf (element: unknown): string {
  return String(Object.values(element as object)[0])
}

function portIn (file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}
