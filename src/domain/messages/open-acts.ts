import { openSince, type ChangeWindows } from './change-windows.ts'
import { isChangeable } from './message-kinds.ts'
import { leads, mayPin, takesAnswers, type Message } from './messages.ts'

interface Acts {
  readonly react: boolean
  readonly reply: boolean
  readonly star: boolean
  readonly pin: boolean
  readonly edit: boolean
  readonly recall: boolean
  /** The message may be recalled whatever its age. */
  readonly recallsAny: boolean
}

/** Returns what this user may still do with a message of that conversation at the time `at`. The writes check again. */
export function openActs (
  message: Message, userId: string, at: number, conversation: Parameters<typeof leads>[0], { editWindowS, recallWindowS }: ChangeWindows
): Acts {
  const isSaid = takesAnswers(message)
  const isOpen = message.sender.id === userId && message.recalledAt === undefined
  const recallsAny = isSaid && isChangeable(message.kind, 'recall') && leads(conversation)
  return {
    react: isSaid,
    reply: isSaid,
    star: isSaid,
    pin: isSaid && mayPin(conversation),
    edit: isOpen && message.forwardedFrom === undefined && isChangeable(message.kind, 'edit') &&
      message.at >= openSince(editWindowS, at),
    recall: recallsAny || (isOpen && isChangeable(message.kind, 'recall') && message.at >= openSince(recallWindowS, at)),
    recallsAny
  }
}
