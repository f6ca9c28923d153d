import { FOLDER_FLAGS, operate } from './operate.ts'
import { CommandError, EXIT, parse, type Command, type Parsed, type Surroundings } from './program.ts'

/** All but `list` take a username. */
const ACTS: Readonly<Record<string, (username: string, parsed: Parsed, surroundings: Surroundings) => Promise<void>>> = {
  async list (_username, { flags, switches }, surroundings) {
    const users = await operate('userList', {}, flags, surroundings)
    if (switches.has('json')) return surroundings.say(JSON.stringify(users))
    for (const { username, displayName, isAdmin, isDisabled, deletesAt } of users) {
      const leaves = deletesAt === null ? '' : `deletes itself on ${new Date(deletesAt).toISOString().slice(0, 10)}`
      surroundings.say([username, displayName, isAdmin ? 'admin' : '', isDisabled ? 'disabled' : '', leaves].filter(part => part !== '').join('  '))
    }
  },

  async add (username, { flags, switches }, surroundings) {
    const { password } = await operate('userAdd', { username, password: null, isAdmin: switches.has('admin') }, flags, surroundings)
    surroundings.say(`The password of ${username} is ${password}`)
  },

  async 'reset-password' (username, { flags }, surroundings) {
    const { password } = await operate('userResetPassword', { username }, flags, surroundings)
    surroundings.say(`The password of ${username} is now ${password}; every session has ended.`)
  },

  disable: (username, { flags }, surroundings) => operate('userSetDisabled', { username, isDisabled: true }, flags, surroundings),
  enable: (username, { flags }, surroundings) => operate('userSetDisabled', { username, isDisabled: false }, flags, surroundings),
  promote: (username, { flags }, surroundings) => operate('userSetAdmin', { username, isAdmin: true }, flags, surroundings),
  demote: (username, { flags }, surroundings) => operate('userSetAdmin', { username, isAdmin: false }, flags, surroundings),
  logout: (username, { flags }, surroundings) => operate('userLogOut', { username }, flags, surroundings)
}

export const user: Command = {
  name: 'user',
  usage: `${Object.keys(ACTS).join('|')} <username> [--admin] [--json] [--data ./data]`,
  summary: 'List, add, disable or sign out people, make them admins, give them a new password.',

  async run (args, surroundings) {
    const parsed = parse(args, FOLDER_FLAGS, ['json', 'admin'])
    const [act = '', username = '', ...rest] = parsed.words
    const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined
    if (run === undefined || rest.length > 0 || (username === '') !== (act === 'list')) {
      throw new CommandError(`Usage: holdline user ${user.usage}`, EXIT.usage)
    }
    await run(username, parsed, surroundings)
    return EXIT.ok
  }
}
