import { pino, stdTimeFunctions, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config/config.ts'

/** Lines on stderr: text for people at a terminal, JSON for programs. Never bodies, cookies or one-time links. */
export function createLog ({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>, isTerminal: boolean): Logger {
  const asText = logFormat === 'text' || (logFormat === 'auto' && isTerminal)
  const options = { level: logLevel, base: null, timestamp: stdTimeFunctions.isoTime }
  if (!asText) return pino(options, process.stderr)
  return pino(options, pretty({ destination: process.stderr, colorize: isTerminal, translateTime: 'SYS:HH:MM:ss', singleLine: true }))
}
