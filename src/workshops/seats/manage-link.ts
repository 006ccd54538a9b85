import type { ContactId, RegistrationId } from "../../kernel/ids.ts";
import { DAY, HOUR } from "../../kernel/time.ts";

/** The subject of a manage link: the registration and the end of the contact's id, so that a link mailed to a wrong address dies with it. */
export const manageSubject = (registrationId: RegistrationId, contactId: ContactId | null): string =>
  `${registrationId}~${contactId?.slice(-8) ?? ""}`;

/** Links stay valid as long as there is something to manage: until the data are erased. */
export const manageUntil = (endsAt: number): number => endsAt + 30 * DAY;

/** The link of the browser that made a hold lives a little longer than the longest hold. */
export const holdUntil = (now: number): number => now + 26 * HOUR;
