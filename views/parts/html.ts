/**
 * The only source of HTML. Text is escaped, Html nests, arrays join, null and false vanish; anything else — a Date, a Promise,
 * undefined, true — does not compile. Attributes are always written in double quotes, so one way of escaping serves both places.
 */
export type Renderable = Html | string | number | false | null | readonly Renderable[]

let make: (text: string) => Html

/** A piece of HTML that is safe to send. Only the tag below makes one. */
export class Html {
  readonly #text: string

  private constructor (text: string) {
    this.#text = text
  }

  toString (): string {
    return this.#text
  }

  static {
    make = text => new Html(text)
  }
}

export function html (literals: TemplateStringsArray, ...values: readonly Renderable[]): Html {
  let text = literals[0] ?? ''
  for (let i = 0; i < values.length; i++) text += render(values[i] as Renderable) + (literals[i + 1] ?? '')
  return make(text)
}

/**
 * Returns a piece of a page for the script. A mark in its first element says that it is ours and how many characters it has without
 * the mark, because networks answer with pages of their own, and cut answers.
 */
export function fragment (content: Html): Html {
  // An empty fragment gets an element: without one it would look like no answer at all.
  const text = String(content) === '' ? '<span></span>' : String(content)
  return make(text.replace(/^\s*<[a-z][a-z0-9]*/, found => `${found} data-holdline="${text.length}"`))
}

/** Returns a piece as the inside of a JSON string. */
export function jsonInside (content: Renderable): string {
  return JSON.stringify(render(content)).slice(1, -1)
}

/** Returns whether this is a whole document. */
export function isDocument (content: Html): boolean {
  return String(content).startsWith('<!DOCTYPE')
}

function render (value: Renderable): string {
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  if (value === null || value === false) return ''
  if (value instanceof Html) return value.toString()
  let text = ''
  for (const item of value) text += render(item)
  return text
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const SPECIAL = /[&<>"']/g
const HAS_SPECIAL = /[&<>"']/

// Nearly no value has any, and looking is far quicker than replacing nothing (a tenth of drawing).
function escape (text: string): string {
  return HAS_SPECIAL.test(text) ? text.replace(SPECIAL, char => ENTITIES[char] ?? '') : text
}
