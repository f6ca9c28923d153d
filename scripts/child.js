// @ts-check
import { spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { Refusal } from './refusal.js'

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending */

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Debounces Ctrl-C: one press reaches us from the terminal and again from npm, within this time. */
const SAME_PRESS_MS = 500

/**
 * Runs a program to its end. Forwards each signal sent to us once, and lives until the program has ended.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { onStderr?: (text: string) => void }} options
 * @returns {Promise<Ending>}
 */
export function run (command, args, { onStderr, ...options }) {
  // A terminal sends Ctrl-C to the whole foreground group. In a group of its own the child gets it from us alone;
  // without a terminal it stays in ours, so that ending the group ends the child too.
  const child = spawn(command, args, { ...options, detached: isatty(0) && process.platform !== 'win32' })
  child.stderr?.setEncoding('utf8').on('data', text => onStderr?.(text))

  /** @type {Map<NodeJS.Signals, number>} */
  const heard = new Map()
  /** @param {NodeJS.Signals} signal */
  const forward = signal => {
    const now = performance.now()
    const before = heard.get(signal)
    heard.set(signal, now)
    if (before === undefined || now - before > SAME_PRESS_MS) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)

  return new Promise((resolve, reject) => {
    child.once('error', error => reject(new Refusal(`${command} could not be started: ${error.message}.`)))
    child.once('close', (code, signal) => {
      for (const name of FORWARDED) process.off(name, forward)
      resolve({ code, signal })
    })
  })
}

/**
 * Ends this process as the child ended, so that our parent sees the child's exit code or signal.
 * @param {Ending} ending
 */
export function endLike ({ code, signal }) {
  if (signal === null) process.exitCode = code ?? 1
  else process.kill(process.pid, signal)
}
