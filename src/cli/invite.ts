import { INVITE_DAYS } from '#domain/account/invites.ts'
import { FOLDER_FLAGS, operate } from './operate.ts'
import { CommandError, EXIT, parse, type Command, type Parsed, type Surroundings } from './program.ts'

const ACTS: Readonly<Record<string, (parsed: Parsed, surroundings: Surroundings) => Promise<void>>> = {
  async create ({ flags: { uses = '1', days = String(INVITE_DAYS), ...flags } }, surroundings) {
    const { link } = await operate('inviteCreate', { uses: Number(uses), days: Number(days) }, flags, surroundings)
    surroundings.say(link)
  },

  async list ({ flags, switches }, surroundings) {
    const invites = await operate('inviteList', {}, flags, surroundings)
    if (switches.has('json')) return surroundings.say(JSON.stringify(invites))
    for (const { id, usesLeft, expiresAt, revokedAt } of invites) {
      const end = revokedAt !== null ? 'revoked' : expiresAt === null ? 'no end' : `until ${new Date(expiresAt).toISOString()}`
      surroundings.say(`${id}  ${usesLeft} left  ${end}`)
    }
  },

  revoke: ({ flags, words: [, id = ''] }, surroundings) => operate('inviteRevoke', { id }, flags, surroundings)
}

export const invite: Command = {
  name: 'invite',
  usage: `create [--uses 1] [--days ${INVITE_DAYS}] | list [--json] | revoke <id>`,
  summary: 'Make a link that lets people sign up while the site asks for one; list and revoke them.',

  async run (args, surroundings) {
    const parsed = parse(args, [...FOLDER_FLAGS, 'uses', 'days'], ['json'])
    const [act = '', ...rest] = parsed.words
    const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined
    if (run === undefined || rest.length !== (act === 'revoke' ? 1 : 0)) {
      throw new CommandError(`Usage: holdline invite ${invite.usage}`, EXIT.usage)
    }
    await run(parsed, surroundings)
    return EXIT.ok
  }
}
