// The recipes of docs/proxies.md, read from that page and adapted to run here: other addresses, a writable folder, no logs.
import { existsSync } from 'node:fs'
import { readProjectFile } from '#test/source/project.ts'

export interface Setting { readonly folder: string, readonly port: number, readonly backend: string }

export interface Program {
  /** Possible names of the executable. */
  readonly executables: readonly string[]
  /** Its place: in front of Holdline, or in front of its users. */
  readonly stands: 'before the site' | 'before people'
  /** The address from which it calls the site. */
  readonly callsFrom: string
  readonly args: (folder: string) => readonly string[]
  /** The files it needs, made from the page's block. */
  readonly files: (block: string, setting: Setting) => Readonly<Record<string, string>>
}

/** Each block of the page that is marked as a recipe. */
export function recipes (): ReadonlyMap<string, string> {
  const blocks = readProjectFile('docs/proxies.md').matchAll(/^```\w+ recipe=([\w-]+)\n([^]*?)^```$/gm)
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text]))
}

const BACKEND = '127.0.0.1:8080'
export const HERE = '127.0.0.1'
/** An address the site does not treat as its own proxy's: on Linux all of 127.0.0.0/8 is this machine, elsewhere only the first. */
export const ELSEWHERE = process.platform === 'linux' ? '127.0.0.3' : HERE

export const PROGRAMS: Readonly<Record<string, Program>> = {
  nginx: {
    executables: ['nginx'],
    stands: 'before the site',
    callsFrom: HERE,
    args: folder => ['-p', folder, '-e', 'stderr', '-c', 'nginx.conf'],
    files: (block, { port, backend }) => ({
      'nginx.conf': `daemon off; pid nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  include holdline.conf;
}
`,
      'holdline.conf': replaced(block, { 'listen 80;': `listen 127.0.0.1:${port};`, [BACKEND]: backend })
    })
  },

  haproxy: {
    executables: ['haproxy'],
    stands: 'before the site',
    callsFrom: HERE,
    args: () => ['-db', '-f', 'haproxy.cfg'],
    files: (block, { port, backend }) => ({ 'haproxy.cfg': replaced(block, { 'bind :80': `bind 127.0.0.1:${port}`, [BACKEND]: backend }) })
  },

  caddy: {
    executables: ['caddy'],
    stands: 'before the site',
    callsFrom: HERE,
    args: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    files: (block, { port, backend }) => ({
      Caddyfile: `{
  admin off
}
${replaced(block, { 'chat.example {': `http://127.0.0.1:${port} {`, [BACKEND]: backend })}`
    })
  },

  apache: {
    executables: ['apache2', 'httpd'],
    stands: 'before the site',
    callsFrom: HERE,
    args: folder => ['-DFOREGROUND', '-d', folder, '-f', 'apache.conf'],
    files: (block, { port, backend }) => ({
      'apache.conf': `${APACHE_MODULES.map(loading).join('\n')}
ServerName localhost
DefaultRuntimeDir .
PidFile apache.pid
Mutex file:.
ErrorLog error.log
Listen 127.0.0.1:${port}
${replaced(block, { '*:80': `127.0.0.1:${port}`, [BACKEND]: backend })}`
    })
  },

  squid: {
    executables: ['squid'],
    stands: 'before people',
    callsFrom: ELSEWHERE,
    args: folder => ['-N', '-f', `${folder}/squid.conf`, '-n', `holdline${process.pid}`],
    files: (block, { port, folder }) => ({
      'squid.conf': `${replaced(block, { 'http_port 3128': `http_port 127.0.0.1:${port}`, '192.168.0.0/16': '127.0.0.0/8' })}
tcp_outgoing_address ${ELSEWHERE}
pid_filename none
access_log none
cache_log ${folder}/cache.log
coredump_dir ${folder}
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
`
    })
  },

  privoxy: {
    executables: ['privoxy'],
    stands: 'before people',
    callsFrom: HERE,
    args: () => ['--no-daemon', 'privoxy.conf'],
    files: (block, { port, folder }) => ({ 'privoxy.conf': `${replaced(block, { '192.168.0.1:8118': `127.0.0.1:${port}` })}logdir ${folder}\n` })
  },

  tinyproxy: {
    executables: ['tinyproxy'],
    stands: 'before people',
    callsFrom: ELSEWHERE,
    args: () => ['-d', '-c', 'tinyproxy.conf'],
    files: (block, { port }) => ({
      'tinyproxy.conf': `${replaced(block, { 'Listen 192.168.0.1': 'Listen 127.0.0.1', 'Port 8888': `Port ${port}`, '192.168.0.0/16': '127.0.0.0/8' })}
Bind ${ELSEWHERE}
`
    })
  }
}

// The modules that `a2enmod` would load, except those compiled in.
const APACHE_MODULES = ['mpm_event', 'unixd', 'authz_core', 'alias', 'proxy', 'proxy_http']
const APACHE_FOLDERS = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/httpd/modules', '/usr/libexec/apache2', '/opt/homebrew/lib/httpd/modules']

function loading (name: string): string {
  const file = APACHE_FOLDERS.map(folder => `${folder}/mod_${name}.so`).find(path => existsSync(path))
  return file === undefined ? '' : `<IfModule !${name}_module>\n  LoadModule ${name}_module ${file}\n</IfModule>`
}

/** Throws when the page no longer contains one of the places. */
function replaced (block: string, places: Readonly<Record<string, string>>): string {
  let text = block
  for (const [place, by] of Object.entries(places)) {
    if (!text.includes(place)) throw new Error(`docs/proxies.md has a recipe without ${JSON.stringify(place)}:\n${block}`)
    text = text.replaceAll(place, by)
  }
  return text
}
