import { Type } from 'typebox'
import { EMOJI_GROUPS, inTone, withEmoji, type EmojiGroup } from '#domain/messages/emoji.ts'
import { emojiPanel, emojiPicker, type EmojiOffered } from '#views/messages/emoji.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { No } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'

const FormNo = Type.String({ pattern: '^[0-9]{1,15}$' })

/** All emoji by groups: one goes into the draft of the conversation, or becomes a reaction to a message of it. */
export const emojiPage = ownPage({
  path: '/emoji/:id',
  query: {
    /** Reacts to this message. */
    no: Type.Optional(No),
    /** The message that the draft answers. */
    reply: Type.Optional(No),
    group: Type.Optional(Type.Unsafe<EmojiGroup>(Type.Enum([...EMOJI_GROUPS]))),
    q: Type.Optional(Type.String({ maxLength: 64 }))
  },
  needs: 'conversation',
  fragments: {
    async 1 ({ page, params: { id } }, { conversations, recentEmoji }) {
      const [recent] = await Promise.all([recentEmoji.recent(page.viewer.id), conversations.one(page.viewer.id, id)])
      return emojiPicker(page, recent)
    }
  },
  async draws ({ standing, params: { id }, query: { no = null, reply = null, group, q = '' } }, services) {
    const { page } = standing
    const conversation = await services.conversations.one(page.viewer.id, id)
    const recent = group === undefined && q === '' ? await services.recentEmoji.recent(page.viewer.id) : []
    const shownGroup = group ?? (q === '' && recent.length === 0 ? EMOJI_GROUPS[0] : null)
    const emoji = recent.length > 0 ? recent.map(char => ({ char, label: null })) : offered(services, page, shownGroup, q)
    return withConversations(standing, id, {
      title: page.say('emoji.title'),
      stage: emojiPanel(page, { conversationId: conversation.id, no, reply, group: q === '' ? shownGroup : null, query: q, emoji }),
      shows: 'stage'
    })
  },
  forms: [
    form({
      path: '/conversations/:id/emoji',
      needs: 'conversation',
      body: { emoji: Type.String({ minLength: 1, maxLength: 64 }), no: Type.Optional(FormNo), reply: Type.Optional(FormNo) },
      async does ({ viewer: { userId }, params: { id }, body: { emoji, no, reply } }, { conversations, reactions, recentEmoji }) {
        if (no !== undefined) {
          await reactions.react(userId, id, Number(no), emoji, true)
          return
        }
        const { draft, draftReplyTo } = await conversations.one(userId, id)
        await recentEmoji.used(userId, emoji)
        await conversations.saveDraft(userId, id, withEmoji(draft ?? '', emoji), reply === undefined ? draftReplyTo : Number(reply))
      },
      leadsTo ({ viewer: { session }, params: { id }, body: { no, reply } }, _done, { newId }) {
        if (no !== undefined) return `conversations/${id}?no=${no}#message-${id}-${no}`
        // Links shows its own copy of an address, so the plain version goes on to a new one.
        const query = [...reply === undefined ? [] : [`reply=${reply}`], ...session.mode === 'plain' ? [`new=${newId()}`] : []].join('&')
        return `conversations/${id}${query === '' ? '' : `?${query}`}#composer`
      },
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})

function offered ({ emojiTable }: PageServices, { language, viewer }: OwnPage, group: EmojiGroup | null, query: string): EmojiOffered[] {
  const found = group === null || query !== '' ? emojiTable.find(query) : emojiTable.group(group)
  return found.map(emoji => ({ char: inTone(emoji, viewer.settings.emojiTone), label: emoji.label[language] }))
}
