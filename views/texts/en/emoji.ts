// The picker of emoji.
export const emoji = {
  'emoji.title': 'Emoji',
  'emoji.react': 'React with an emoji',
  'emoji.any': 'More emoji',
  'emoji.search': 'Search emoji',
  'emoji.groups': 'Groups of emoji',
  'emoji.found': 'Emoji for “{query}”',
  'emoji.none': 'No emoji found. Try another word, in English or Chinese.',
  'emoji.recent': 'Recently used',
  'emoji.complete': 'Emoji with this name',
  'emoji.smileys': 'Smileys and emotions',
  'emoji.people': 'People and gestures',
  'emoji.nature': 'Animals and nature',
  'emoji.food': 'Food and drink',
  'emoji.travel': 'Travel and places',
  'emoji.activities': 'Activities',
  'emoji.objects': 'Objects',
  'emoji.symbols': 'Symbols',
  'emoji.flags': 'Flags'
} as const
