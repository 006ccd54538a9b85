import { DAY } from "../kernel/time.ts";

/**
 * How long personal fields live, in one place: the forms, the privacy page and the nightly duty all read these.
 * Seconds. Their choice is explained in docs/rgpd.md.
 */
export const RETENTION = {
  /** Name, age band, needs and address: this long after the session ends. */
  afterSession: 30 * DAY,
  /** A child's name and address, once a parent said no, took the yes back, or did not answer. */
  afterRefusal: DAY,
  /** A hold or a list request whose address was never proven. */
  neverConfirmedAdult: 7 * DAY,
  neverConfirmedMinor: 2 * DAY,
  /** An address that waits for an association to come to a département. */
  watch: 365 * DAY,
  /** The hash of an erased address, against abuse. */
  hash: 30 * DAY,
  /** A topic of guidance counts as over this long after its last step. */
  afterLastStep: 7 * DAY,
  /** The address, this long after the last topic was left, completed or never confirmed. */
  afterLeaving: 7 * DAY,
  /** What was sent to whom of a sequence, and why or why not: 13 months; numbers without people remain. */
  messages: 395 * DAY,
  /** The same of mails that answer an act or remind of what was booked. */
  answers: 150 * DAY,
  /** What a mail needed to leave: its batch, its words, the provider's number. Longer than its key holds at the provider. */
  afterSending: 2 * DAY,
  /** News from the mail provider. */
  receipts: 60 * DAY,
  /** The code of an attestation, and the keyed hash of the name on it: the paper can be checked that long. */
  attestations: 3 * 366 * DAY,
  /** Somebody who acted for an organisation, after their last role ended. */
  afterRole: 30 * DAY,
  /** A request to sign in, and a login, after their end. */
  afterSignIn: DAY,
  afterLogin: 30 * DAY,
  /** The proof of a child's and a parent's agreement, after the session. */
  agreements: 365 * DAY,
  /** An application for the label that was never filed, or was withdrawn, after its last change. */
  drafts: 365 * DAY,
  /** What was graded under a task of the label that was taken back: it can be put back that long. */
  released: 30 * DAY,
  /** What somebody signalled of a label, after it was closed. */
  complaints: 365 * DAY,
  /** Proofs of consent, after the last one. */
  consents: 3 * 366 * DAY,
} as const;

/** The same durations as words, for forms and the privacy page. */
export const RETENTION_WORDS = {
  afterSession: "effacé 30 jours après l’atelier",
  neverConfirmedAdult: "effacé après 7 jours si vous ne confirmez pas",
  neverConfirmedMinor: "effacé après 48 heures si tu ne confirmes pas",
} as const;
