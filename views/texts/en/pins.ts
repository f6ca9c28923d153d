// Pinned messages of a chat.
export const pins = {
  'pin.title': 'Pinned messages',
  'pin.mark': 'Pinned',
  'pin.last': 'Pinned',
  'pin.all': 'All pinned',
  'pin.by': 'Pinned by {name}',
  'pin.by-you': 'Pinned by you',
  'pin.none': 'No pinned messages',
  'pin.none-text': 'Pin a message from its menu, so that everyone finds it here and above the chat.',
  'pin.more': 'Pinned earlier',
  'line.pinned': '{by} pinned {message}',
  'line.pinned-you': 'You pinned {message}',
  'line.pinned-message': 'a message',
  'acts.pin': 'Pin',
  'acts.unpin': 'Unpin'
} as const
