import { DEFAULT_SETTINGS, type SettingName, type Settings, type SwitchName } from '#domain/account/settings.ts'
import type { Database } from '#store/sqlite/database.ts'

/** Settings of a user as one JSON object, in a statement; `userId` is a column. Only those that differ from the default have rows. */
export function settingsJson (userId: string): string {
  return `(SELECT json_group_object(s.name, json(s.value)) FROM settings AS s WHERE s.user_id = ${userId})`
}

/** Whether a switch of a user is on, as a condition in a statement; `userId` is a column. */
export function isOn (name: SwitchName, userId: string): string {
  const isDefault = DEFAULT_SETTINGS[name]
  return `${isDefault ? 'NOT ' : ''}EXISTS (SELECT 1 FROM settings AS s WHERE s.user_id = ${userId} AND s.name = '${name}' AND s.value = '${!isDefault}')`
}

/** Stores some settings of a user. To be called in the unit that changes them. */
export function createSettingRows (database: Database) {
  const keep = database.statement<[string, string, string]>(`
    INSERT INTO settings (user_id, name, value) VALUES (?, ?, ?) ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value`)
  const forget = database.statement<[string, string]>('DELETE FROM settings WHERE user_id = ? AND name = ?')

  return (userId: string, settings: Partial<Settings>): void => {
    for (const [name, value] of Object.entries(settings) as Array<[SettingName, Settings[SettingName]]>) {
      if (value === DEFAULT_SETTINGS[name]) forget.run(userId, name)
      else keep.run(userId, name, JSON.stringify(value))
    }
  }
}
