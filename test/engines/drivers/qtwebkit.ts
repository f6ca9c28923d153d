import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { eventually, PATIENCE_MS, Program } from './program.ts'
import { middleOf, type Browser, type Place, type Tab } from './tab.ts'

const HOST = join(import.meta.dirname, 'qtwebkit.py')

interface Answer { readonly value?: unknown, readonly error?: string }

/** QtWebKit 602 (2016): a separate process for each user. */
export class QtWebKit implements Browser {
  readonly #python: string
  readonly #tabs: QtWebKitTab[] = []

  constructor (python: string) {
    this.#python = python
  }

  async version (): Promise<string> {
    return `QtWebKit/${await this.#tabs[0]?.version()}`
  }

  async person ({ script = true } = {}): Promise<QtWebKitTab> {
    const tab = new QtWebKitTab(this.#python, script)
    this.#tabs.push(tab)
    await tab.version()
    return tab
  }

  async end (): Promise<void> {
    await Promise.all(this.#tabs.map(async tab => await tab.close()))
  }
}

/** An invisible window. */
class QtWebKitTab implements Tab {
  readonly #program: Program
  readonly #answered: Array<(answer: Answer) => void> = []

  constructor (python: string, script: boolean) {
    const env = { QT_QPA_PLATFORM: 'offscreen', PYTHONDONTWRITEBYTECODE: '1' }
    this.#program = new Program(python, () => [HOST, ...script ? [] : ['without-script']], { env })
    createInterface({ input: this.#program.child.stdout }).on('line', line => {
      this.#answered.shift()?.(JSON.parse(line) as Answer)
    })
  }

  async version (): Promise<string> {
    return String(await this.#call('version'))
  }

  async open (address: string): Promise<void> {
    await this.#call('open', { address })
    await eventually(`${address} is there`, async () => {
      return await this.ask<boolean>('document.readyState !== "loading" && location.href !== "about:blank"').catch(() => false)
    })
  }

  async ask<T> (expression: string): Promise<T> {
    return await this.#call('ask', { expression }) as T
  }

  async click (selector: string): Promise<void> {
    await this.#call('click', await this.ask<Place>(middleOf(selector)))
  }

  async type (text: string): Promise<void> {
    await this.#call('type', { text })
  }

  async troubles (): Promise<readonly string[]> {
    return await this.#call('troubles') as string[]
  }

  async picture (): Promise<Buffer> {
    return Buffer.from(String(await this.#call('picture')), 'base64')
  }

  async historyLength (): Promise<number> {
    return Number(await this.#call('history'))
  }

  async close (): Promise<void> {
    await this.#program.end()
  }

  /** One request, one answer, in order. */
  async #call (act: string, more: object = {}): Promise<unknown> {
    const { value, error } = await this.#exchange({ act, ...more })
    if (error !== undefined) throw new Error(error)
    return value
  }

  #exchange (request: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`QtWebKit did not answer: ${this.#program.said}`)), PATIENCE_MS)
      this.#answered.push(answer => {
        clearTimeout(late)
        resolve(answer)
      })
      this.#program.child.stdin.write(`${JSON.stringify(request)}\n`)
    })
  }
}
