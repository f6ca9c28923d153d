import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { createAssets } from '../src/server/assets/assets.ts'
import { EMBEDDED, IMAGING } from '../src/server/embedded.ts'
import { installation } from '../src/server/installation.ts'
import { collectLicences } from '../src/server/licences.ts'
import { NODE_OPTIONS } from './node-options.js'
import { nodeBinary } from './platform.js'

/** The one platform an executable is made for. */
export const PLATFORM = 'linux-x64'

/** Some packages are CommonJS and call `require` for modules of Node. */
const REQUIRE = 'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);'

/**
 * Gets Node's modules without `import`, as `src/plugins/node-http.ts` does: an import reads every name of a module, and some of them load
 * what the server never needs.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup (build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }))
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = process.getBuiltinModule('${path}')` }))
  }
}

/** Lets sharp take the addon that the program has loaded, instead of looking for a package of this machine's platform. */
const imaging: Plugin = {
  name: 'imaging',
  setup (build) {
    build.onLoad({ filter: /[/\\]sharp[/\\]dist[/\\]sharp\.mjs$/ }, () => ({ contents: `export default globalThis.${IMAGING}` }))
  }
}

/** Shared libraries of sharp, by their paths below `node_modules/@img/`: they look for each other by these. */
function imagingLibraries (): Record<string, string> {
  const folder = 'node_modules/@img'
  const paths = [`sharp-${PLATFORM}/lib`, `sharp-libvips-${PLATFORM}/lib`].flatMap(path => readdirSync(join(folder, path)).map(name => `${path}/${name}`))
  return Object.fromEntries(paths.filter(path => /\.(node|so\.[\d.]+)$/.test(path)).map(path => [`${EMBEDDED.imaging}${path}`, join(folder, path)]))
}

/**
 * Builds the executable: the bundled program, its files, native libraries and licences, inside a copy of the project's Node.
 * Call it in the project's folder. `work`: a folder for intermediate files, which is made.
 */
export async function buildExecutable (output: string, work: string): Promise<void> {
  mkdirSync(work, { recursive: true })
  mkdirSync(dirname(output), { recursive: true })
  const main = join(work, 'holdline.mjs')
  await build({
    entryPoints: ['src/main.ts'],
    outfile: main,
    bundle: true,
    minify: true,
    // Names of classes and functions stay, for the stacks in the log.
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    legalComments: 'none',
    banner: { js: REQUIRE },
    plugins: [builtins, imaging],
    // Scripts and style sheets are minified here, and never by the executable.
    external: ['esbuild'],
    logLevel: 'warning'
  })
  const { read, made } = await filesOf(work)
  const licences = join(work, EMBEDDED.licences)
  writeFileSync(licences, collectLicences(resolve('.')))
  const config = join(work, 'sea.json')
  writeFileSync(config, JSON.stringify({
    main,
    mainFormat: 'module',
    executable: stripped(nodeBinary('.', PLATFORM), join(work, 'node')),
    output,
    useCodeCache: true,
    disableExperimentalSEAWarning: true,
    execArgv: NODE_OPTIONS,
    // Options of other programs in NODE_OPTIONS, or an inspector that a caller asks for, must not reach the server.
    execArgvExtension: 'none',
    assets: {
      ...Object.fromEntries(read.map(path => [path, path])),
      ...made,
      ...imagingLibraries(),
      [EMBEDDED.addon]: `node_modules/better-sqlite3/prebuilds/${PLATFORM}.node`,
      [EMBEDDED.licences]: licences
    }
  }))
  // V8 would give its code cache another hash seed each time: with a fixed one, the same sources make the same bytes.
  run(nodeBinary('.', PLATFORM), [...NODE_OPTIONS, '--random-seed=1', '--build-sea', config])
}

/** The files of the project that the program reads when it runs from its source, and the minified ones by their names in the executable. */
async function filesOf (work: string): Promise<{ read: readonly string[], made: Readonly<Record<string, string>> }> {
  const source = installation()
  const paths = new Set(['package.json'])
  const assets = createAssets({
    made: () => null,
    read (path) {
      paths.add(path)
      return source.read(path)
    }
  })
  // Sources that are read later are in what is made of them.
  const read = [...paths].sort()
  const made: Record<string, string> = {}
  for (const [name, body] of await assets.made()) {
    const file = join(work, name)
    writeFileSync(file, body)
    made[`${EMBEDDED.made}${name}`] = file
  }
  return { read, made }
}

/** Returns Node without the symbols for debuggers, a quarter of its size; whole where there is no `strip`. */
function stripped (node: string, copy: string): string {
  rmSync(copy, { force: true })
  copyFileSync(node, copy)
  spawnSync('strip', [copy])
  return copy
}

function run (command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`)
}
