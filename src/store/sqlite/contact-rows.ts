/** SQL: the two of direct conversation `c` hold each other as contacts. Blocking ends the contact, so this is the whole gate. */
export const CONTACTS_BOTH_WAYS = `(
  EXISTS (SELECT 1 FROM contacts AS k WHERE k.holder_id = c.low_user AND k.user_id = c.high_user)
  AND EXISTS (SELECT 1 FROM contacts AS k WHERE k.holder_id = c.high_user AND k.user_id = c.low_user))`
