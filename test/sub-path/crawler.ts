import type { Caller } from '#test/caller.ts'
import { unescape } from '#test/source/markup.ts'
import type { Answer } from '#test/person.ts'

/** Attributes that hold addresses. */
const LEADING = ['href', 'src', 'action', 'formaction', 'hx-get', 'hx-post', 'hx-push-url']
const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|\/)/i
/** More pages than any crawl of ours needs: one that runs in circles is a fault. */
const MOST_PAGES = 300

interface Link { readonly what: string, readonly address: string }

/** A form of a page and one of its buttons. */
export interface Form {
  readonly name: string
  readonly page: string
  readonly action: string
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
}

/** Follows every link from some pages, as one browser, and notes those that lead out of the site or to nothing. */
export class Crawler {
  readonly troubles: string[] = []
  /** Addresses below the site that were requested, without the values of their queries. */
  readonly seen = new Set<string>()
  readonly #caller: Caller
  readonly #site: URL
  readonly #hosts: readonly string[]
  readonly #forms = new Map<string, Form>()

  /** `hosts`: names no answer may contain, such as the address behind the proxy. */
  constructor (caller: Caller, hosts: readonly string[]) {
    this.#caller = caller
    this.#site = new URL(caller.way.site)
    this.#hosts = hosts
  }

  /** Opens pages and every page they link to. */
  async crawl (...from: readonly string[]): Promise<void> {
    const waiting = from.map(address => new URL(address, this.#site))
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
      const name = nameOf(url)
      if (this.seen.has(name)) continue
      this.seen.add(name)
      if (this.seen.size > MOST_PAGES) throw new Error(`there is no end to it: ${[...this.seen].slice(-20).join('\n')}`)
      waiting.push(...this.#take(url, 'GET', await this.#caller.get(url.href)))
    }
  }

  /** Opens one page, again or for the first time, and follows nothing. */
  async look (address: string): Promise<void> {
    const url = new URL(address, this.#site)
    this.#take(url, 'GET', await this.#caller.get(url.href))
  }

  /** The forms found that have such an action. */
  formsFor (action: RegExp): Form[] {
    return [...this.#forms.values()].filter(form => action.test(form.action))
  }

  /** Sends one of the forms found, its empty fields filled with these, and follows its answer. */
  async send ({ page, action, method, fields }: Form, words: Readonly<Record<string, string>> = {}): Promise<void> {
    const url = new URL(action, page)
    const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === '' ? words[name] ?? '' : value]))
    if (method === 'get') url.search = new URLSearchParams(filled).toString()
    const answer = method === 'get' ? await this.#caller.get(url.href) : await this.#caller.form(url.href, filled)
    await this.crawl(...this.#take(url, method.toUpperCase(), answer).map(({ href }) => href))
  }

  /** The addresses an answer leads to. */
  #take (url: URL, method: string, { status, headers, text: whole }: Answer): URL[] {
    // Recorded requests are shown as they came.
    const text = /\/(?:api\/wire\/har|wire\/export)$/.test(url.pathname) ? '' : whole.replace(/<pre class="wire-raw"[^]*?<\/pre>/g, '')
    const name = `${method} ${nameOf(url)}`
    const type = String(headers['content-type'])
    // A record goes when newer ones fill its place.
    if (status >= 400 && !(status === 404 && url.pathname.includes('/wire/exchanges/'))) this.troubles.push(`${name} answers ${status}`)
    const cookie = [headers['set-cookie'] ?? []].flat().join()
    if (cookie !== '' && !cookie.includes(`Path=${this.#site.pathname};`)) this.troubles.push(`${name} sets a cookie elsewhere: ${cookie}`)
    // An exchange is shown with a command that repeats it, and that one begins with the site's own address.
    const repeats = url.pathname.includes('/wire/exchanges/')
    for (const secret of repeats ? this.#hosts : [...this.#hosts, this.#site.host]) if ((text + JSON.stringify(headers)).includes(secret)) this.troubles.push(`${name} tells of ${secret}`)

    const found: Link[] = headers['location'] === undefined ? [] : [{ what: 'Location', address: String(headers['location']) }]
    if (type.startsWith('text/html')) found.push(...this.#linksIn(url, text))
    if (type.startsWith('text/css')) for (const [, address = ''] of text.matchAll(/url\(["']?([^)"']*)/g)) found.push({ what: 'url()', address })
    if (!repeats && /^application\/json|^text\/html/.test(type)) {
      for (const [address] of text.matchAll(/https?:[^\s"'<]*/g)) if (!address.startsWith('http://www.w3.org/')) this.troubles.push(`${name} says ${address}`)
    }
    return found.flatMap(({ what, address }) => this.#leads(url, name, what, address))
  }

  #linksIn (url: URL, text: string): Link[] {
    const tags = tagsIn(text)
    for (const form of formsIn(tags, url)) this.#forms.set(form.name, form)
    return tags.flatMap(({ name, attributes }) => {
      const found = LEADING.flatMap(what => attributes[what] === undefined ? [] : [{ what, address: attributes[what] }])
      const later = name === 'meta' ? /url=(.*)/i.exec(attributes['content'] ?? '')?.[1] : name === 'link' ? attributes['data-unread'] : undefined
      return later === undefined ? found : [...found, { what: 'content', address: later }]
    })
  }

  /** Every address must be relative and stay below the site; forms are not followed but kept. */
  #leads (from: URL, name: string, what: string, address: string): URL[] {
    if (address.startsWith('data:') || address.startsWith('#')) return []
    if (ABSOLUTE.test(address)) this.troubles.push(`${name} has an absolute ${what}: ${address}`)
    const url = new URL(address, from)
    if (!url.href.startsWith(this.#site.href)) {
      this.troubles.push(`${name} leads out of the site by ${what}: ${address}`)
      return []
    }
    return what === 'action' || what === 'hx-post' || what === 'formaction' ? [] : [url]
  }
}

/** An address without the parts that differ each time. */
function nameOf (url: URL): string {
  const asked = [...new Set(url.searchParams.keys())].sort().join()
  return asked === '' ? url.pathname : `${url.pathname} ?${asked}`
}

interface Tag { readonly name: string, readonly attributes: Readonly<Record<string, string>>, readonly inside: string }

// Enough for pages of ours: `views/parts/html.ts` writes attributes in double quotes and escapes their values.
function tagsIn (text: string): Tag[] {
  return [...text.matchAll(/<(\/?[a-z][a-z0-9]*)\b([^>]*)>([^<]*)/g)].map(([, name = '', attributes = '', inside = '']) => ({
    name,
    attributes: Object.fromEntries([...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, unescape(value)])),
    inside: unescape(inside.trim())
  }))
}

/** Each form, once for each of its buttons. */
function formsIn (tags: readonly Tag[], page: URL): Form[] {
  return tags.flatMap(({ name, attributes: { action = '', method = 'get' } }, at) => {
    if (name !== 'form') return []
    const inside = tags.slice(at, tags.findIndex((tag, index) => index > at && tag.name === '/form'))
    const fields: Record<string, string> = {}
    const buttons: Record<string, string>[] = []
    let select = ''
    for (const tag of inside) {
      const { name = '', value = '', type = '', checked, selected } = tag.attributes
      if (tag.name === 'select') select = name
      if (tag.name === 'option' && (selected !== undefined || fields[select] === undefined)) fields[select] = value
      if (tag.name === 'textarea') fields[name] = tag.inside
      if (tag.name === 'button' || type === 'submit') buttons.push(name === '' ? {} : { [name]: value })
      else if (tag.name === 'input' && name !== '' && (checked !== undefined || !/^(?:checkbox|radio)$/.test(type))) fields[name] = value
    }
    return buttons.map(button => {
      const all = { ...fields, ...button }
      const known = `${method} ${nameOf(new URL(action, page))} ${Object.values(button).join()}${all['mode'] ?? ''}`
      return { name: known, page: page.href, action, method, fields: all }
    })
  })
}
