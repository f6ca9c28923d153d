// @ts-check
import { accessSync, constants, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { run } from './child.js'
import { nodeBinary } from './platform.js'
import { Refusal } from './refusal.js'
import { whatIsMissing } from './tree.js'

/** The error shown when npm installs something else than the lock names. */
const UNLOCKED = 'package.json and package-lock.json do not belong together; take both from the same version.'

/**
 * npm's error codes, in words for the person who typed `npm start`.
 * @type {[RegExp, string][]}
 */
const MEANINGS = [
  [/CERT|SELF_SIGNED/, 'something between this machine and the npm registry answers with a certificate of its own; ' +
    'if that is your proxy, name its authority with: npm config set cafile <file>'],
  [/^(ENOTFOUND|EAI_AGAIN|ECONN\w+|E\w*TIMEOUT|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETWORK|EPROTO)$/,
    'npm could not reach its registry; check the network, or npm\'s proxy and registry settings, and try again.'],
  [/^E[45]\d\d$/, 'the npm registry refused a package; check npm\'s registry setting, or try again later.'],
  [/^(EACCES|EPERM|EROFS)$/, 'npm may not write here; check who owns this folder and npm\'s cache (~/.npm).'],
  [/^(ENOSPC|EDQUOT)$/, 'the disk is full; an install takes about 300 MB, with the tools for tests 700 MB.'],
  [/^EINTEGRITY$/, 'a downloaded package is not the one that package-lock.json names; try: npm cache clean --force'],
  [/^EUSAGE$/, UNLOCKED]
]

/**
 * Installs the packages of package-lock.json. Refuses with a sentence when it cannot.
 * @param {string} root the project's folder
 * @param {import('./tree.js').Kind} kind
 * @param {string} why finishes the sentence "installing, since …"
 */
export async function install (root, kind, why) {
  const node = nodeBinary(root)
  // `npm ci` would empty node_modules first, under a server that may be running, so an addition uses `npm install`.
  const isAddition = kind === 'development' && whatIsMissing(root, 'production') === null
  const command = isAddition ? ['install', '--no-save'] : ['ci']
  console.error(`holdline: installing, since ${why} (npm ${command[0]}, about ${kind === 'production' ? 'half a minute' : 'a minute'})…`)
  const started = performance.now()
  const { code, log } = await npm(root, [...command, kind === 'production' ? '--omit=dev' : '--include=dev'])
  // Unlike `npm ci`, `npm install` departs from the lock where it does not fit.
  if (code === 0 && isAddition && whatIsMissing(root, kind) !== null) throw new Refusal(UNLOCKED)
  if (code !== 0) throw new Refusal(`the install failed: ${meaningOf(log)}\n\n${log.replace(/^.* {4}at .*\n/gm, '')}`)
  if (!existsSync(node)) {
    throw new Refusal(`npm left out the project's own Node (${node}); its download must have failed. Try again.`)
  }
  console.error(`holdline: installed in ${Math.round((performance.now() - started) / 1000)} s.`)
}

/**
 * Refuses a folder that npm cannot install into.
 * @param {string} root the project's folder
 */
export function refuseUnwritable (root) {
  try {
    accessSync(root, constants.W_OK)
  } catch {
    throw new Refusal(`something has to be installed, and cannot be: the folder ${root} is not writable.`)
  }
}

/**
 * @param {string} root
 * @param {string[]} args
 */
async function npm (root, args) {
  // The npm that started us, on the machine's Node: the project's own may be about to be replaced.
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  const given = cli !== undefined && node !== undefined && basename(cli) === 'npm-cli.js'
  const [command, before] = given ? [node, [cli]] : ['npm', []]
  let log = ''
  const { code } = await run(command, [...before, ...args, '--ignore-scripts', '--include=optional',
    // Some tools ask for a newer Node than the machine's: they run on the project's own, see platform.js.
    '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'
  ], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], onStderr: text => { log += text } })
  return { code, log }
}

/**
 * @param {string} log the output of npm
 * @returns {string} a sentence about it
 */
export function meaningOf (log) {
  if (/^npm (?:error|ERR!) process terminated/m.test(log)) return 'it was interrupted; the same command finishes it.'
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(log)?.[1] ?? ''
  return MEANINGS.find(([pattern]) => pattern.test(code))?.[1] ?? 'npm says:'
}
