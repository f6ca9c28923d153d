import type { SceneName } from '#domain/wire/played/scenes.ts'
import type { Script } from '#server/scenes/script.ts'
import { buffering, cutHold, lostAnswer, lostSend, offline } from './network.ts'
import { monthAway, stranger } from './people.ts'
import { firstMessage, gap, newDevice, noScript, twoTabs } from './plain.ts'
import { crash, restart } from './server.ts'

/** The script of every scene. */
export const SCRIPTS: Readonly<Record<SceneName, Script>> = {
  'first-message': firstMessage,
  gap,
  'cut-hold': cutHold,
  'lost-answer': lostAnswer,
  'lost-send': lostSend,
  offline,
  'two-tabs': twoTabs,
  'new-device': newDevice,
  stranger,
  'month-away': monthAway,
  restart,
  crash,
  buffering,
  'no-script': noScript
}
