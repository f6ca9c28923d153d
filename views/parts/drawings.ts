import { jsonInside, type Html } from './html.ts'

/** Characters kept: some thousand messages. With more, strings outlive the young generation only to be thrown away in the old one. */
const CHARS_MAX = 2_000_000

const WHOLE = /^/

/** A piece of HTML as the inside of a JSON string: an answer is put together from such pieces without encoding them again. */
export class Encoded {
  readonly text: string

  constructor (text: string) {
    this.text = text
  }
}

/**
 * Cache of what was drawn, under a key that holds everything the drawing depends on. A message to a thousand open pages is drawn once for
 * those who see the same, and looked up for the others. Cleared when a text is erased.
 *
 * Two maps, of which the older is dropped whole when the newer is full: deleting the oldest one by one leaves holes at the head of a map,
 * which each look at its first entry walks over again (a tenth of drawing).
 */
export class Drawings {
  #newer = new Map<string, Html | Encoded>()
  #older: ReadonlyMap<string, Html | Encoded> = this.#newer
  readonly #max: number
  #chars = 0

  constructor (max = CHARS_MAX) {
    this.#max = max
  }

  html (key: string, draw: () => Html): Html {
    const found = this.#find(key)
    return found !== undefined && !(found instanceof Encoded) ? found : this.#keep(key, draw())
  }

  encoded (key: string, draw: () => Html): Encoded {
    const found = this.#find(key)
    return found instanceof Encoded ? found : this.#keep(key, new Encoded(jsonInside(draw())))
  }

  clear (): void {
    this.#older = this.#newer = new Map()
    this.#chars = 0
  }

  // A drawing that is asked for again becomes new again.
  #find (key: string): Html | Encoded | undefined {
    const found = this.#newer.get(key)
    if (found !== undefined) return found
    const older = this.#older.get(key)
    return older === undefined ? undefined : this.#keep(key, older)
  }

  #keep<Drawn extends Html | Encoded> (key: string, drawn: Drawn): Drawn {
    // A search makes the engine join the dozens of pieces of a drawing for good; else every page would join them again.
    WHOLE.test(textOf(drawn))
    this.#newer.set(key, drawn)
    this.#chars += key.length + textOf(drawn).length
    if (this.#chars > this.#max / 2) {
      this.#older = this.#newer
      this.#newer = new Map()
      this.#chars = 0
    }
    return drawn
  }
}

function textOf (drawn: Html | Encoded): string {
  return drawn instanceof Encoded ? drawn.text : String(drawn)
}
