/** Tables that this feature alone writes. */
export const TABLES = [
  "people",
  "memberships",
  "sign_ins",
  "logins",
  "organisations",
  "invitations",
  "address_corrections",
  "passkeys",
] as const;
