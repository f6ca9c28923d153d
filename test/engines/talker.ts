import { PASSWORD } from '#test/world.ts'
import { eventually } from './drivers/program.ts'
import type { Tab } from './drivers/tab.ts'

/** A user at a tab, who uses the pages of Holdline by mouse and keys, live or not. */
export class Talker {
  readonly tab: Tab
  readonly #address: string

  constructor (tab: Tab, address: string) {
    this.tab = tab
    this.#address = address
  }

  /** Goes to a page by its path below the root. */
  async goTo (page: string): Promise<void> {
    await this.tab.open(this.#address + page)
  }

  /** Waits until an expression is true in the page; a page being left does not count. */
  async sees (what: string, expression: string): Promise<void> {
    await eventually(what, async () => await this.tab.ask<boolean>(`!!(${expression})`).catch(() => false)).catch(async (error: Error) => {
      throw new Error(`${error.message}, but this: ${await this.tab.ask<string>(SHOWN).catch(String)}`)
    })
  }

  async has (selector: string): Promise<void> {
    await this.sees(`${selector} is on the page`, `document.querySelector(${JSON.stringify(selector)})`)
  }

  async click (selector: string): Promise<void> {
    await this.has(selector)
    await this.tab.click(selector)
  }

  /** Presses what only a pointer that hovers brings into sight, as a screen reader does. */
  async press (selector: string): Promise<void> {
    await this.has(selector)
    await this.tab.ask(`document.querySelector(${JSON.stringify(selector)}).click()`)
  }

  /** Clicks into a field, once more where the page was still being laid out, and types. */
  async fill (selector: string, text: string): Promise<void> {
    await this.has(selector)
    await eventually(`${selector} has the focus`, async () => {
      await this.tab.click(selector)
      return await this.tab.ask<boolean>(`document.activeElement === document.querySelector(${JSON.stringify(selector)})`)
    })
    await this.tab.type(text)
  }

  async signUp (username: string, displayName: string): Promise<void> {
    await this.goTo('signup')
    await this.fill('[name=username]', username)
    await this.fill('[name=display_name]', displayName)
    await this.fill('[name=password]', PASSWORD)
    await this.click('form.stack button[type=submit]')
    await this.has('#conversations, .list .empty')
  }

  async signIn (username: string): Promise<void> {
    await this.goTo('signin')
    await this.fill('[name=username]', username)
    await this.fill('[name=password]', PASSWORD)
    await this.click('form.stack button[type=submit]')
    await this.has('#conversations, .list .empty')
  }

  /** Waits until the script runs the page and has reported the time zone, which reloads it once. */
  async isLive (): Promise<void> {
    await this.sees('the page is live', 'document.documentElement.className.indexOf("is-live") >= 0 && !document.body.hasAttribute("data-zone-unset")')
  }

  async askFor (username: string, note: string): Promise<void> {
    await this.goTo(`contacts/${username}`)
    await this.fill('[name=note]', note)
    await this.click('form[action$="/ask"] button')
    await this.has('form[action$="/withdraw"]')
  }

  async accept (): Promise<void> {
    await this.goTo('contacts/')
    await this.click('#incoming form[action$="/accept"] button')
    await this.sees('nobody asks any more', '!document.querySelector("#incoming")')
  }

  /** Opens the conversation with a contact, from that user's page. */
  async openWith (username: string): Promise<void> {
    await this.goTo(`contacts/${username}`)
    await this.click('form[action$="conversations/"] button')
    await this.has('#composer')
  }

  async openFirst (): Promise<void> {
    await this.goTo('conversations/')
    await this.click('#conversations a')
    await this.has('#composer')
  }

  /** Types into the composer; on the live page a final line break sends. */
  async write (text: string): Promise<void> {
    await this.fill('#composer textarea', text)
  }

  /** Writes and sends with the button, which works in every version. */
  async send (text: string): Promise<void> {
    await this.write(text)
    await this.click('#composer button[type=submit]')
  }

  async typed (): Promise<string> {
    return await this.tab.ask('document.querySelector("#composer textarea").value')
  }

  /** The texts of all messages shown, in order. */
  async texts (): Promise<string[]> {
    return await this.tab.ask(TEXTS)
  }

  async seesTexts (...texts: readonly string[]): Promise<void> {
    await this.sees(`the messages are ${texts.join(', ')}`, `JSON.stringify(${TEXTS}) === ${JSON.stringify(JSON.stringify(texts))}`)
  }

  /** The same where messages come without script: the newest first. */
  async textsInFrame (): Promise<string[]> {
    return await this.tab.ask(IN_FRAME)
  }

  async seesInFrame (text: string): Promise<void> {
    await this.sees(`“${text}” is in the frame`, `(${IN_FRAME}).indexOf(${JSON.stringify(text)}) >= 0`)
  }
}

const TEXTS = `[].map.call(document.querySelectorAll('.messages .message:not(.system) .text'), function (text) {
  return text.textContent
})`

/** The same in the frame of messages. */
const IN_FRAME = TEXTS.replace('document', 'document.querySelector("iframe[name=messages]").contentDocument')

const SHOWN = 'location.href + " " + document.body.textContent.replace(/\\s+/g, " ").slice(0, 300)'
