import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Display, type Picture } from './display.ts'
import { eventually, type Program } from './program.ts'

/** A rectangle, in pixels of the window. */
export interface Box { readonly left: number, readonly top: number, readonly width: number, readonly height: number }

/** A place in the field of the address. */
const ADDRESS_X = 500
const ADDRESS_Y = 20
const VISITS = 3
const VISIT_MS = 10_000

/** The page's area: below the address bar, left of the scroll bar, above the status bar. */
const PAGE_TOP = 44
const PAGE_RIGHT = 980
const PAGE_BOTTOM = 975
/** The shortest line that counts; shorter ones are parts of letters. */
const LINE = 24
// The part of a button above its label is already a box.
const LEAST_BOX = 8
const TALLEST_BOX = 200
/** Time without a change after which a page counts as drawn. */
const STANDING_MS = 300

/** Some packages ship it with scripts off: then it shows frames by itself. With them on, it hides what is meant for browsers without. */
function switchScriptsOn (home: string): void {
  const folder = join(home, 'config', 'netsurf')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'Choices'), 'enable_javascript:1\n')
}

/** NetSurf in a window on its own screen, driven by mouse and keys. It has no remote interface, so its screen is read as a picture. */
export class NetSurf {
  readonly #display: Display
  readonly #program: Program
  #seen: Picture

  static async open (address: string): Promise<NetSurf> {
    const display = await Display.open()
    const program = display.run('netsurf-gtk', () => [address], { prepare: switchScriptsOn })
    const browser = new NetSurf(display, program)
    try {
      await eventually('NetSurf has a window', async () => await browser.title().catch(() => null))
      const window = await display.act('search', '--onlyvisible', '--name', ' - NetSurf')
      await display.act('windowsize', '--sync', window, '1000', '1000')
      return browser
    } catch (error) {
      await browser.end()
      throw new Error(`${String(error)}: ${program.said}`)
    }
  }

  private constructor (display: Display, program: Program) {
    this.#display = display
    this.#program = program
    this.#seen = display.picture()
  }

  /** The title of its page. */
  async title (): Promise<string> {
    const window = await this.#display.act('search', '--onlyvisible', '--name', ' - NetSurf')
    return (await this.#display.act('getwindowname', window)).replace(/ - NetSurf.*/, '')
  }

  /** Waits for a page of this title, whatever count stands before it. */
  async titled (title: string): Promise<void> {
    await eventually(`the title is ${title}`, async () => (await this.title()).endsWith(title))
  }

  /** Back to the page before. */
  async goBack (): Promise<void> {
    await this.settles()
    await this.#display.click(22, 20)
    await this.changed()
  }

  /** Types an address, and waits for a page of this title, which the page before has not. One that reloads itself may wipe out the text. */
  async visit (address: string, title: string): Promise<void> {
    for (let tries = 0; tries < VISITS && !(await this.title()).endsWith(title); tries++) {
      await this.settles()
      await this.#display.click(ADDRESS_X, ADDRESS_Y)
      await this.#display.act('key', 'End', 'shift+Home')
      await this.type(address)
      // Not in one go: the list of addresses takes a key that comes too early.
      await new Promise(resolve => setTimeout(resolve, STANDING_MS))
      await this.#display.act('key', 'Return')
      await eventually(`the title is ${title}`, async () => (await this.title()).endsWith(title), VISIT_MS).catch(() => {})
    }
    await this.titled(title)
    await this.settles()
  }

  async click ({ left, top, width, height }: Box): Promise<void> {
    await this.#display.click(Math.round(left + width / 2), Math.round(top + height / 2))
  }

  async type (text: string): Promise<void> {
    await this.#display.act('type', '--delay', '20', text)
  }

  /** Waits for a box on the page to click: a field, a button, a picture. */
  async box (what: string, is: (box: Box) => boolean): Promise<Box> {
    return await eventually(what, async () => boxesIn(linesIn(await this.settles())).find(is))
  }

  /** The same for a link, by the line under it. */
  async link (what: string, is: (line: Box) => boolean): Promise<Box> {
    return await eventually(what, async () => linesIn(await this.settles()).find(is))
  }

  /** Waits until the page stops changing. */
  async settles (): Promise<Picture> {
    let before = this.#display.picture()
    return await eventually('the page stands still', async () => {
      await new Promise(resolve => setTimeout(resolve, STANDING_MS))
      const picture = this.#display.picture()
      const stands = picture.equals(before)
      before = picture
      return stands
    }).then(() => {
      this.#seen = before
      return before
    })
  }

  /** Waits until the page differs from when it last stood still. */
  async changed (): Promise<void> {
    await eventually('the page changes', () => !this.#display.picture().equals(this.#seen))
  }

  async end (): Promise<void> {
    await this.#program.end()
    await this.#display.end()
  }
}

/** Straight lines of one colour on another, from top to bottom: edges of boxes, and underlines of links. */
function linesIn (picture: Picture): Box[] {
  const lines: Box[] = []
  for (let y = PAGE_TOP; y < PAGE_BOTTOM; y++) {
    const paper = picture.colourAt(5, y)
    for (let x = 0; x < PAGE_RIGHT;) {
      const colour = picture.colourAt(x, y)
      const left = x
      while (x < PAGE_RIGHT && picture.colourAt(x, y) === colour) x++
      if (colour !== paper && x - left >= LINE) lines.push({ left, top: y, width: x - left, height: 1 })
    }
  }
  return lines
}

/** Boxes, drawn or filled, from top to bottom: two equal lines with only the box between, or many equal lines in a row. */
function boxesIn (lines: readonly Box[]): Box[] {
  const boxes: Box[] = []
  for (const column of Map.groupBy(lines, ({ left, width }) => `${left} ${width}`).values()) {
    for (let i = 0; i < column.length; i++) {
      const first = column[i] as Box
      let last = i
      while (column[last + 1]?.top === first.top + last + 1 - i) last++
      const end = column[last === i ? i + 1 : last]
      const height = (end?.top ?? 0) - first.top
      if (height < LEAST_BOX || height > TALLEST_BOX) continue
      boxes.push({ ...first, height })
      i = last === i ? i + 1 : last
    }
  }
  return boxes.sort((a, b) => a.top - b.top || a.left - b.left)
}
