/** Tables that this feature alone writes. */
export const TABLES = [
  "people",
  "memberships",
  "sign_ins",
  "logins",
  "organisations",
  "invitations",
  "passkeys",
] as const;
