import { decode } from '../connection.ts'
import type { Credentials } from '../drivers/holdline.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { Visitor, type Visited } from '../visitor.ts'

const VISITORS = 16

export interface PagesFigures {
  readonly pageCpuMs: number
  readonly pagesPerSecond: number
  /** On the wire, heads included. */
  readonly pageKib: number
  /** The other files of a first visit, without the font. */
  readonly visitKib: number
  readonly fontKib: number
  readonly cpu: Cpu
}

/** The page of a conversation with 40 messages, as fast as sixteen browsers get it; and all that a first visit gets besides. */
export async function pages (
  server: Watched, port: number, { cookies, directs }: Credentials, warmUpMs: number, measuredMs: number
): Promise<PagesFigures> {
  const path = (who: number) => `/conversations/${directs[who]}`
  const visitors = Array.from({ length: VISITORS }, (_, who) => new Visitor(port, cookies[who] ?? ''))
  const page = await visitors[0]?.get(path(0))
  if (page === undefined || messagesOf(page) < 40) throw new Error(`the page is not one of 40 messages: ${page?.status}`)
  const { visitBytes, fontBytes } = await firstVisit(new Visitor(port, cookies[0] ?? ''), path(0), textOf(page))
  await each(warmUpMs)
  const used = watchCpu(server)
  const start = performance.now()
  const { count, bytes } = await each(measuredMs)
  const seconds = (performance.now() - start) / 1000
  const cpu = used()
  for (const visitor of visitors) visitor.leave()
  return {
    pageCpuMs: cpu.server * seconds * 1000 / count,
    pagesPerSecond: count / seconds,
    pageKib: bytes / count / 1024,
    visitKib: visitBytes / 1024,
    fontKib: fontBytes / 1024,
    cpu
  }

  async function each (ms: number): Promise<{ count: number, bytes: number }> {
    const until = performance.now() + ms
    let count = 0
    let bytes = 0
    await Promise.all(visitors.map(async (visitor, who) => {
      while (performance.now() < until) {
        const { status, wireBytes } = await visitor.get(path(who))
        if (status !== 200) throw new Error(`${path(who)} was answered ${status}`)
        count += 1
        bytes += wireBytes
      }
    }))
    return { count, bytes }
  }
}

async function firstVisit (visitor: Visitor, page: string, html: string): Promise<{ visitBytes: number, fontBytes: number }> {
  let visitBytes = 0
  let fontBytes = 0
  for (const file of filesOf(html)) {
    const { pathname } = new URL(file, `http://127.0.0.1${page}`)
    const { status, wireBytes } = await visitor.get(pathname)
    if (status !== 200) throw new Error(`${pathname} was answered ${status}`)
    if (pathname.endsWith('.woff2')) fontBytes += wireBytes
    else visitBytes += wireBytes
  }
  visitor.leave()
  return { visitBytes, fontBytes }
}

/** The files that a browser with script loads for a page: styles, scripts, the icon, the font. */
export function filesOf (html: string): string[] {
  const scripted = html.replace(/<noscript>.*?<\/noscript>/gs, '')
  const links = [...scripted.matchAll(/<link\b[^>]*>/g)].filter(([tag]) => /\brel="(?:stylesheet|preload|icon)"/.test(tag))
  const tags = [...links, ...scripted.matchAll(/<script\b[^>]*>/g)]
  return [...new Set(tags.flatMap(([tag]) => / (?:href|src)="([^"]+)"/.exec(tag)?.[1] ?? []))]
}

function messagesOf (page: Visited): number {
  return textOf(page).split('<li id="message-').length - 1
}

function textOf ({ encoding, body }: Visited): string {
  return decode(encoding, body).toString()
}
