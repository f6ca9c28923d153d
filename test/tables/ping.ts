// An event and a kind of message, both named `ping`, for a copy of the tree: the places that their tables name.
import type { CopiedTree } from './copied-tree.ts'

/** A text, and the file and the place before which it is planted. */
type Plant = readonly [path: string, place: string, text: string]

export const EVENT = {
  row: ['src/domain/delivery/events.ts', '  session: row({', `  ping: row({
    summary: 'Somebody wants to be heard.',
    fields: { conversationId: Id, user: UserSchema },
    example: { conversationId: 'c_1', user: ben },
    keeps: 'body',
    list: 'put',
    wakes: 'conversation',
    follows: ({ conversationId, user }) => ({ does: 'end-typing', userId: user.id, conversationId })
  }),
`],
  drawing: ['views/delivery/events.ts', '  session: () => null', `  ping: ({ seq, user }: { readonly seq: number, readonly user: { readonly username: string } }) =>
    html\`<div class="patch" data-seq="\${seq}" data-how="reload" data-into="ping-\${user.username}"></div>\`,
`],
  unit: ['src/store/sqlite/messages/messages-append.ts', '    const message = lines.add(',
    "    if (sentKind !== 'text') transaction.tellMembers(conversationId, recipients, { type: 'ping', conversationId, user: sender }, at)\n"]
} as const satisfies Record<string, Plant>

export const KIND = {
  row: ['src/domain/messages/message-kinds.ts', '  system: { from:',
    "  ping: { from: 'member', isUnread: true, isEditable: false, groups: 'alone', payload: closed({ times: Type.Integer({ minimum: 1 }) }) },\n"],
  view: ['views/messages/kinds.ts', '  system: {', `  ping: {
    bubble: (page: OwnPage, _message: Message, marks: Renderable) => html\`<div class="bubble ping">\${page.say('message.ping')}\${marks}</div>\`,
    preview: (page: OwnPage) => page.say('message.ping')
  },
`],
  en: ['views/texts/en/conversations.ts', "  'message.edited':", "  'message.ping': 'Ping!',\n"],
  zh: ['views/texts/zh/conversations.ts', "  'message.edited':", "  'message.ping': '戳一下！',\n"]
} as const satisfies Record<string, Plant>

export function planted (tree: CopiedTree, places: readonly Plant[]): CopiedTree {
  for (const place of places) tree.plant(...place)
  return tree
}
