// Reads pages of ours in tests: enough for the output of views/parts/html.ts, and no parser of HTML.

export interface Form {
  readonly action: string
  /** The hidden fields. */
  readonly hidden: Readonly<Record<string, string>>
}

/** The POST forms of a page, in their order. */
export function formsIn (page: string): Form[] {
  return [...page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>([^]*?)<\/form>/g)].map(([, action = '', inside = '']) => ({
    action,
    hidden: Object.fromEntries([...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
      .map(([, name = '', value = '']) => [name, unescape(value)]))
  }))
}

/** The last form whose action ends so: the form of the page itself stands after its lists. Throws when there is none. */
export function formFor (page: string, action: string, url: string): Form {
  const form = formsIn(page).findLast(form => form.action.endsWith(action))
  if (form === undefined) throw new Error(`There is no form for ${action} on ${url}`)
  return form
}

/** The text of a page, without the markup. */
export function wordsIn (page: string): string {
  return unescape(page.replace(/<(?:script|svg|select|style)[^]*?<\/(?:script|svg|select|style)>/g, '').replace(/<\/?bdi[^>]*>/g, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

/** An attribute or a text with its entities decoded. */
export function unescape (text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&')
}
