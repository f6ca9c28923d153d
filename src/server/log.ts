import { pino, stdTimeFunctions, type Logger } from 'pino'
import type { Config } from './config/config.ts'

/** Creates the log on stderr: text at a terminal, JSON for programs. Bodies, cookies and one-time links are never logged. */
export async function createLog ({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>, isTerminal: boolean): Promise<Logger> {
  const asText = logFormat === 'text' || (logFormat === 'auto' && isTerminal)
  const options = { level: logLevel, base: null, timestamp: stdTimeFunctions.isoTime }
  if (!asText) return pino(options, process.stderr)
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ destination: process.stderr, colorize: isTerminal, translateTime: 'SYS:HH:MM:ss', singleLine: true }))
}
