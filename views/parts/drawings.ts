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
 * Cache of what was drawn, the oldest first, under a key that holds everything the drawing depends on. A message to a thousand open
 * pages is drawn once for those who see the same, and looked up for the others. Cleared when a text is erased.
 */
export class Drawings {
  readonly #kept = new Map<string, Html | Encoded>()
  readonly #max: number
  #chars = 0

  constructor (max = CHARS_MAX) {
    this.#max = max
  }

  html (key: string, draw: () => Html): Html {
    const found = this.#kept.get(key)
    return found !== undefined && !(found instanceof Encoded) ? found : this.#keep(key, draw())
  }

  encoded (key: string, draw: () => Html): Encoded {
    const found = this.#kept.get(key)
    return found instanceof Encoded ? found : this.#keep(key, new Encoded(jsonInside(draw())))
  }

  clear (): void {
    this.#kept.clear()
    this.#chars = 0
  }

  #keep<Drawn extends Html | Encoded> (key: string, drawn: Drawn): Drawn {
    // A search makes the engine join the dozens of pieces of a drawing for good; else every page would join them again.
    WHOLE.test(textOf(drawn))
    this.#kept.set(key, drawn)
    this.#chars += sizeOf(key, drawn)
    for (const [oldest, piece] of this.#kept) {
      if (this.#chars <= this.#max) break
      this.#kept.delete(oldest)
      this.#chars -= sizeOf(oldest, piece)
    }
    return drawn
  }
}

function sizeOf (key: string, drawn: Html | Encoded): number {
  return key.length + textOf(drawn).length
}

function textOf (drawn: Html | Encoded): string {
  return drawn instanceof Encoded ? drawn.text : String(drawn)
}
