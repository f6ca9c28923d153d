import { DomainError } from '#domain/errors.ts'
import { StoreError } from '#domain/store.ts'
import { nearest } from '#server/config/config.ts'
import { OperatorError } from '#server/operator-error.ts'
import { demoServer } from './demo-server.ts'
import { demo } from './demo.ts'
import { helpCommand } from './help.ts'
import { invite } from './invite.ts'
import { licenses } from './licenses.ts'
import { mediaWorker } from './media-worker.ts'
import { probeCommand } from './probe.ts'
import { CommandError, EXIT, type Command, type Surroundings } from './program.ts'
import { serve } from './serve.ts'
import { setupLink } from './setup-link.ts'
import { staged } from './staged.ts'
import { user } from './user.ts'
import { version } from './version.ts'
import { wire } from './wire.ts'

/** Runs one command line to its end and returns the exit code. An error is told in a sentence. */
export async function runCommand (args: readonly string[], surroundings: Surroundings): Promise<number> {
  const commands: Command[] = [serve, demo, wire, setupLink, user, invite, probeCommand(), licenses, version]
  const help = helpCommand(commands)
  const [name = '', ...rest] = args
  if (name === '') {
    await help.run([], surroundings)
    return EXIT.usage
  }
  if (name === '--version') return await version.run([], surroundings)
  if (name === 'help' || name === '--help' || rest.includes('--help')) return await help.run(name === 'help' ? rest : [name], surroundings)

  const command = [...commands, staged, demoServer, mediaWorker].find(one => one.name === name)
  if (command === undefined) {
    const near = nearest(name, commands.map(one => one.name))
    surroundings.complain(`holdline: there is no command ${JSON.stringify(name)}.${near === null ? '' : ` Did you mean ${near}?`}`)
    return EXIT.usage
  }
  try {
    return await command.run(rest, surroundings)
  } catch (error) {
    const { sentence, exitCode } = told(error)
    surroundings.complain(`holdline: ${sentence}`)
    return exitCode
  }
}

function told (error: unknown): { sentence: string, exitCode: number } {
  if (error instanceof CommandError) return { sentence: error.message, exitCode: error.exitCode }
  if (error instanceof OperatorError) return { sentence: error.message, exitCode: EXIT[error.kind] }
  if (error instanceof StoreError) return { sentence: error.message, exitCode: error.fault === 'newer' ? EXIT.newer : EXIT.failed }
  if (error instanceof DomainError) return { sentence: error.message, exitCode: EXIT.failed }
  const { code, message, stack } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC': return { sentence: 'The disk is full. Make room and start again; nothing was half written.', exitCode: EXIT.failed }
    case 'EACCES': return { sentence: `The data folder cannot be written: ${message}.`, exitCode: EXIT.failed }
    default: return { sentence: stack ?? String(error), exitCode: EXIT.failed }
  }
}
