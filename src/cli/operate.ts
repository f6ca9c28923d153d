import type { Operations } from '#domain/site/operations.ts'
import { loadConfig } from '#server/config/config.ts'
import { performOperation } from '#server/perform-operation.ts'
import type { Surroundings } from './program.ts'

/** Flags of every command that touches the data folder. */
export const FOLDER_FLAGS = ['data', 'base-url', 'listen']

/** Performs an operation on the data folder that the flags and the environment name. Throws what `performOperation` throws. */
export function operate<Name extends keyof Operations> (
  name: Name, args: Parameters<Operations[Name]>[0], flags: Readonly<Record<string, string>>, surroundings: Surroundings
) {
  return performOperation(name, args, loadConfig({ ...surroundings, flags }), surroundings.installation)
}
