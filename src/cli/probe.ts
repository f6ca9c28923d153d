import { judge } from '#domain/connection/path-advice.ts'
import { adviceText } from '#views/connection/connection-findings.ts'
import { sayIn } from '#views/parts/language.ts'
import { measure, PATIENCE, type Patience } from './probe/measure.ts'
import { printed } from './probe/print.ts'
import type { ProxyEnv } from './probe/wire.ts'
import { CommandError, EXIT, parse, type Command, type Surroundings } from './program.ts'

/** Leaves out the rungs that every second network cuts. */
const QUICK_S = 25
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']

/** Measures what the path from here to a server allows. `patience`: the length of holds. */
export function probeCommand (patience: Omit<Patience, 'tell'> = PATIENCE): Command {
  return {
    name: 'probe',
    usage: '<url> [--via http://proxy:3128] [--quick] [--json]',
    summary: 'What does the path to a Holdline allow? Longest hold, connections, cookies, uploads; in a minute and a half, with --quick in half a minute.',

    async run (args, surroundings) {
      const { flags, switches, words: [address, ...rest] } = parse(args, ['via'], ['quick', 'json'])
      if (address === undefined || rest.length > 0) throw new CommandError('Name the one address to test: holdline probe https://chat.example/', EXIT.usage)
      const base = addressIn(address, 'The address')
      const { proxyEnv, shown } = proxiesFor(base, flags['via'], surroundings.env)
      const mostS = switches.has('quick') ? QUICK_S : patience.mostS
      return await probe({ base, proxyEnv, shown, asJson: switches.has('json') }, { ...patience, mostS }, surroundings)
    }
  }
}

interface Probed { readonly base: URL, readonly proxyEnv: ProxyEnv, readonly shown: string | null, readonly asJson: boolean }

async function probe ({ base, proxyEnv, shown, asJson }: Probed, patience: Omit<Patience, 'tell'>, { say, hasColour }: Surroundings): Promise<number> {
  // Loaded for this command alone: it brings all of Node's HTTP.
  const { Wire } = await import('./probe/wire.ts')
  const wire = new Wire(base, proxyEnv)
  const tell = asJson ? () => {} : say
  tell(`Testing ${shownOf(base)}${shown === null ? '' : ` through ${shown}`}`)
  const { found, topS, reason } = await measure(wire, base.host, { ...patience, tell: s => tell(`Waiting for held answers: about ${s} s …\n`) })
  wire.close()
  const judgement = judge(found, { topS, isOver: true })
  const { verdict, advice, lines } = judgement
  if (asJson) {
    say(JSON.stringify({ url: shownOf(base), via: shown, verdict, advice: advice === null ? null : adviceText(sayIn('en'), advice), found, lines }, null, 2))
  } else {
    for (const line of printed(judgement, found, hasColour)) say(line)
    if (reason !== null) say(`  ${reasonText(reason)}`)
  }
  return verdict === 'bad' ? EXIT.failed : EXIT.ok
}

function reasonText (code: string): string {
  if (/CERT|SELF_SIGNED|ISSUER/.test(code)) return `Its certificate is not trusted here (${code}).`
  switch (code) {
    case 'ECONNREFUSED': return 'Nobody listens there.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN': return 'No host of that name is known here.'
    case 'ERR_PROXY_TUNNEL': return 'The proxy makes no tunnel there.'
    default: return `(${code})`
  }
}

function addressIn (text: string, what: string): URL {
  const url = URL.parse(withScheme(text))
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') throw new CommandError(`${what} is ${JSON.stringify(text)}: it must be like http://host:port/.`, EXIT.usage)
  url.search = url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function withScheme (text: string): string {
  return text === '' || /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
}

// Omits a password in the address, because people pass the findings on.
function shownOf ({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

// Adds the scheme, which Node requires in proxy variables and other programs do not. The flag replaces all of them.
function proxiesFor (base: URL, via: string | undefined, env: Surroundings['env']): { proxyEnv: ProxyEnv, shown: string | null } {
  if (via !== undefined) {
    const proxy = addressIn(via, 'The proxy')
    return { proxyEnv: { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href, NO_PROXY: '' }, shown: proxy.host }
  }
  const proxyEnv: Record<string, string> = {}
  for (const name of PROXY_VARIABLES) {
    const value = env[name]
    if (value !== undefined) proxyEnv[name] = /^no_/i.test(name) ? value : withScheme(value)
  }
  const named = base.protocol === 'https:' ? proxyEnv['https_proxy'] ?? proxyEnv['HTTPS_PROXY'] : proxyEnv['http_proxy'] ?? proxyEnv['HTTP_PROXY']
  return { proxyEnv, shown: named === undefined || named === '' ? null : `${URL.parse(named)?.host ?? named} (from the environment, unless no_proxy names the address)` }
}
