import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Terminal } from './terminal.ts'

/** A browser in a terminal, driven as a user would: elements are named by the words on the screen. */
export interface TextBrowser {
  readonly terminal: Terminal
  /** Types into the field after these words. */
  fill (label: string, text: string): Promise<void>
  /** Follows the link, or presses the button, of this name; after `fill` the button next to the field. */
  press (name: string): Promise<void>
  pressNext (): Promise<void>
}

/** Time for a page to load before text missing from its first screen is searched below. */
const COMING_MS = 2_000

/** The editor that w3m opens for a multi-line field: it "types" the content of ~/text. */
const EDITOR = '#!/bin/sh\ncat "$HOME/text" > "$1"\n'

/** Moves by searching, as its users do: `/words`, then Enter. */
export class W3m implements TextBrowser {
  readonly terminal: Terminal

  static async open (address: string): Promise<W3m> {
    const options = ['accept_cookie=1', 'confirm_qq=0', 'use_history=0', 'editor=$HOME/editor'].map(option => `-o ${option}`).join(' ')
    return new W3m(await Terminal.open(`w3m -cookie ${options} '${address}'`, { editor: EDITOR }))
  }

  private constructor (terminal: Terminal) {
    this.terminal = terminal
  }

  async fill (label: string, text: string): Promise<void> {
    writeFileSync(join(this.terminal.home, 'text'), `${text}\n`)
    await this.#find(label)
    await this.terminal.press('Tab')
    await this.terminal.settles()
    await this.terminal.press('Enter')
    const screen = await this.terminal.settles()
    if (!/^(TEXT|Password):/m.test(screen)) return
    await this.terminal.type(text)
    await this.terminal.press('Enter')
    await this.terminal.settles()
  }

  async press (name: string): Promise<void> {
    await this.#find(name)
    await this.terminal.press('Enter')
  }

  async pressNext (): Promise<void> {
    await this.terminal.press('Tab', 'Enter')
  }

  /** Goes to an address, by its line for one. */
  async visit (address: string): Promise<void> {
    await this.terminal.shows('Viewing')
    await this.terminal.press('U')
    await this.terminal.shows(/^Goto URL:/m)
    await this.terminal.press('C-u')
    await this.terminal.type(address)
    await this.terminal.press('Enter')
    await this.terminal.settles()
  }

  /** Ticks the box before these words. */
  async tick (words: string): Promise<void> {
    await this.#find(words)
    await this.terminal.press('BTab', 'Enter')
    await this.terminal.settles()
  }

  async #find (words: string): Promise<void> {
    await this.terminal.shows('Viewing')
    await this.terminal.press('g')
    await this.terminal.press('/')
    await this.terminal.shows(/^Forward:/m)
    await this.terminal.type(words)
    await this.terminal.press('Enter')
    await this.terminal.settles()
  }
}

/** Browsers that number each link, field and button: the driver steps to the n-th by key. */
abstract class Numbered implements TextBrowser {
  readonly terminal: Terminal
  protected abstract readonly forth: string
  protected abstract readonly back: string
  /** The number of the selected element; null at the start of a page. */
  #at: number | null = null

  protected constructor (terminal: Terminal) {
    this.terminal = terminal
  }

  async fill (label: string, text: string): Promise<void> {
    await this.#goTo(new RegExp(`${label}\\s*\\[(\\d+)\\]`))
    await this.enterField()
    await this.terminal.type(text)
    await this.terminal.settles()
  }

  /** `[7]Ben Ade`, and in Lynx `([7]BUTTON) Send`. */
  async press (name: string): Promise<void> {
    await this.#goTo(new RegExp(`\\[(\\d+)\\](?:BUTTON\\) )?(?:[A-Z]{1,2} )?${name}`))
    await this.#press()
  }

  async pressNext (): Promise<void> {
    await this.terminal.press(this.forth)
    await this.terminal.settles()
    await this.#press()
  }

  protected abstract enterField (): Promise<void>

  async #press (): Promise<void> {
    await this.terminal.press('Enter')
    this.#at = null
  }

  async #goTo (pattern: RegExp): Promise<void> {
    // A page that has not loaded yet is as still as one that has.
    await this.terminal.shows(pattern, COMING_MS).catch(() => {})
    const number = await this.#numberOf(pattern)
    if (this.#at === null) await this.#toTop()
    const steps = number - Number(this.#at)
    for (let i = Math.abs(steps); i > 0; i--) await this.terminal.press(steps > 0 ? this.forth : this.back)
    this.#at = number
    await this.terminal.settles()
  }

  /** The number of the element that a pattern finds in the page, scrolling down if needed. */
  async #numberOf (pattern: RegExp): Promise<number> {
    let screen = await this.terminal.settles()
    for (;;) {
      const found = pattern.exec(screen)?.[1]
      if (found !== undefined) return Number(found)
      const before = screen
      await this.terminal.press('NPage')
      this.#at = null
      screen = await this.terminal.settles()
      if (screen === before) throw new Error(`${String(pattern)} is not in:\n${screen}`)
    }
  }

  async #toTop (): Promise<void> {
    await this.terminal.press('Home')
    await this.terminal.settles()
    this.#at = 1
  }
}

export class Lynx extends Numbered {
  protected readonly forth = 'Tab'
  protected readonly back = 'BTab'

  static async open (address: string): Promise<Lynx> {
    const options = '-accept_all_cookies -nopause -tna -number_fields -assume_charset=utf-8 -display_charset=utf-8'
    return new Lynx(await Terminal.open(`lynx ${options} '${address}'`))
  }

  protected async enterField (): Promise<void> {
    await this.terminal.press('Enter')
    await this.terminal.settles()
  }
}

export class Links extends Numbered {
  protected readonly forth = 'Down'
  protected readonly back = 'Up'

  static async open (address: string): Promise<Links> {
    const terminal = await Terminal.open(`links -html-numbered-links 1 '${address}'`)
    await terminal.shows('Welcome to links!')
    await terminal.press('Enter')
    return new Links(terminal)
  }

  /** The field has the focus at once. */
  protected async enterField (): Promise<void> {}
}
