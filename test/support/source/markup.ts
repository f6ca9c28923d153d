// What tests read in pages of ours: enough for what views/parts/html.ts writes, and no parser of HTML.

export interface Form {
  readonly action: string
  /** The fields a person does not see. */
  readonly hidden: Readonly<Record<string, string>>
}

/** The forms of a page that are posted, in their order. */
export function formsIn (page: string): Form[] {
  return [...page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>([^]*?)<\/form>/g)].map(([, action = '', inside = '']) => ({
    action,
    hidden: Object.fromEntries([...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
      .map(([, name = '', value = '']) => [name, unescape(value)]))
  }))
}

/** The last form whose action ends so: what a page is about stands after its lists. Throws when there is none. */
export function formFor (page: string, action: string, url: string): Form {
  const form = formsIn(page).findLast(form => form.action.endsWith(action))
  if (form === undefined) throw new Error(`There is no form for ${action} on ${url}`)
  return form
}

/** Everything one reads, without the markup. */
export function wordsIn (page: string): string {
  return unescape(page.replace(/<(?:script|svg|select|style)[^]*?<\/(?:script|svg|select|style)>/g, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

/** What an attribute or a text says. */
export function unescape (text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&')
}
