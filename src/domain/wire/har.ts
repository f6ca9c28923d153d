import type { ExchangeRecord, RawExchange } from './records.ts'
import type { Header } from './secrets.ts'

/** One exchange with what was on the wire. */
export interface Recorded { readonly exchange: ExchangeRecord, readonly raw: RawExchange }

/**
 * Returns the records as an HTTP Archive 1.2, which browsers' network panels import. `address`: the site's own, ending in a slash.
 * Exchanges without an answer have status 0, as browsers write those that were cut. Sizes that nobody measured are -1, as the format says.
 */
export function harOf (recorded: readonly Recorded[], { address, version }: { readonly address: string, readonly version: string }) {
  return { log: { version: '1.2', creator: { name: 'Holdline', version }, pages: [], entries: recorded.map(each => entryOf(each, address)) } }
}

function entryOf ({ exchange, raw: { request, answer } }: Recorded, address: string) {
  const { startedAt, endedAt, method, path, status, bytesIn, bytesOut, n, way, tab, end, cursor, news, fault } = exchange
  const url = address + path.replace(/^\//, '')
  const time = endedAt === null ? 0 : endedAt - startedAt
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: request.headers,
      queryString: queryOf(path),
      ...request.body === null ? {} : { postData: { mimeType: valueOf(request.headers, 'content-type'), text: request.body } },
      headersSize: -1,
      bodySize: bytesIn
    },
    response: {
      status: status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: answer?.headers ?? [],
      content: {
        size: bytesOut, mimeType: valueOf(answer?.headers ?? [], 'content-type'), ...answer?.body == null ? {} : { text: answer.body }
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: bytesOut
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    // The format leaves names that begin so to each program.
    _holdline: { n, way, tab, end, cursor, news, fault }
  }
}

function valueOf (headers: readonly Header[], name: string): string {
  return headers.find(header => header.name.toLowerCase() === name)?.value ?? ''
}

function queryOf (path: string) {
  const at = path.indexOf('?')
  if (at === -1) return []
  return path.slice(at + 1).split('&').map(pair => {
    const [name = '', value = ''] = pair.split('=')
    return { name, value }
  })
}
