/** Where mails that wait for a person stand: refused (7), impossible to write (9), set aside for another try, alone (0). */
export const ENDED_STATUSES = [7, 9] as const;
export const REFUSED_STATUSES = [...ENDED_STATUSES, 0] as const;
export type RefusedStatus = (typeof REFUSED_STATUSES)[number];

/** Which of them a person means: all of one reason, or one mail of it. */
export type Choice = { status: RefusedStatus; code: string; messageId: string | null };

/** Reads a choice; the subject is one message, or `*` for all of the reason. */
export const choiceOf = ({ status, code }: { status: number; code: string }, subject: string): Choice => ({
  status: REFUSED_STATUSES.find((one) => one === status) ?? 7,
  code: code.slice(0, 200),
  messageId: subject === "*" ? null : subject,
});
