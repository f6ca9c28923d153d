import { formFor, formsIn, wordsIn, type Form } from '#test/source/markup.ts'
import type { Answer, Person } from '#test/person.ts'

/** Somebody with a browser that runs no script: follows links and sends forms, as they stand in the page. */
export class Reader {
  readonly #person: Pick<Person, 'get' | 'form'>
  /** The address of the current page. */
  url = '/'
  text = ''
  status = 0

  constructor (person: Pick<Person, 'get' | 'form'>) {
    this.#person = person
  }

  /** Opens an address, and follows where it leads. */
  async open (address: string): Promise<this> {
    const url = new URL(address, `http://holdline${this.url}`)
    return await this.#arrive(url, await this.#person.get(url.pathname + url.search))
  }

  /** Sends the last form whose action ends so, with these fields besides its hidden ones. */
  async send (action: string, fields: Readonly<Record<string, string>> = {}): Promise<this> {
    const form = formFor(this.text, action, this.url)
    return await this.post(form.action, { ...form.hidden, ...fields })
  }

  /** Sends fields to an address, as a form kept from another page would. */
  async post (action: string, fields: Readonly<Record<string, string>>): Promise<this> {
    const url = new URL(action, `http://holdline${this.url}`)
    return await this.#arrive(url, await this.#person.form(url.pathname, fields))
  }

  /** Chooses another version of the pages. */
  async switchTo (mode: 'live' | 'frame' | 'plain'): Promise<this> {
    if (this.text === '') await this.open('/')
    const form = this.forms().find(({ action, hidden }) => action.endsWith('mode') && hidden['mode'] === mode)
    if (form === undefined) throw new Error(`There is no way to ${mode} on ${this.url}`)
    return await this.post(form.action, form.hidden)
  }

  forms (): Form[] {
    return formsIn(this.text)
  }

  /** Everything a reader sees, without the markup. */
  get words (): string {
    return wordsIn(this.text)
  }

  async #arrive (url: URL, answer: Answer): Promise<this> {
    this.url = url.pathname + url.search
    this.status = answer.status
    this.text = answer.text
    const { location } = answer.headers
    if (answer.status !== 303) return this
    return await this.open(new URL(String(location), url).href)
  }
}
