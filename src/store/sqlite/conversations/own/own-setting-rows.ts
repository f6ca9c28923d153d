import { isMuted, NOTHING_CHOSEN, NOTHING_CHOSEN_FOR_SELF, type OwnSettings } from '#domain/conversations/own-settings.ts'
import { NEWEST_VISIBLE } from '#store/sqlite/conversations/visibility.ts'

// SQL: `seq` of the last message of conversation `c` that the member of `p` sees, or of their joining.
const SAID_SEQ = `ifnull((SELECT m.seq FROM messages AS m WHERE m.conversation_id = c.id AND m.no = ${NEWEST_VISIBLE}), p.joined_seq)`

/** The settings of the member of `p` about conversation `c`, as `OwnSettingRow`; goes with OWN_SETTING_JOIN. */
export const OWN_SETTING_COLUMNS = `o.user_id IS NOT NULL AS hasChosen, ifnull(o.pinned, c.kind = 'self') AS pinned, ifnull(o.notify, 'all') AS notify,
  o.muted_until AS mutedUntil, o.archived_seq AS archivedSeq, o.hidden_seq AS hiddenSeq, ${SAID_SEQ} AS saidSeq`

export const OWN_SETTING_JOIN = 'LEFT JOIN conversation_settings AS o ON o.user_id = p.user_id AND o.conversation_id = p.conversation_id'

export interface OwnSettingRow {
  readonly hasChosen: number
  readonly pinned: number
  readonly notify: OwnSettings['notify']
  readonly mutedUntil: number | null
  readonly archivedSeq: number | null
  readonly hiddenSeq: number | null
  readonly saidSeq: number
}

export function ownSettingsOf ({ hasChosen, pinned, notify, mutedUntil, archivedSeq, hiddenSeq, saidSeq }: OwnSettingRow): OwnSettings {
  if (hasChosen === 0) return pinned === 1 ? NOTHING_CHOSEN_FOR_SELF : NOTHING_CHOSEN
  return {
    pinned: pinned === 1,
    notify,
    mutedUntil,
    archived: archivedSeq !== null && (saidSeq <= archivedSeq || isMuted({ notify, mutedUntil })),
    hidden: hiddenSeq !== null && saidSeq <= hiddenSeq
  }
}
