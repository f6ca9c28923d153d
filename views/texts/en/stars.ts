// Messages that one has starred for oneself.
export const stars = {
  'star.title': 'Starred messages',
  'star.mark': 'Starred',
  'star.none': 'No starred messages',
  'star.none-text': 'Star a message from its menu to find it again here. Only you see your stars.',
  'star.more': 'Starred earlier',
  'acts.star': 'Star',
  'acts.unstar': 'Remove star'
} as const
