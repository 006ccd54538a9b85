import type { ContactId } from "../../kernel/ids.ts";
import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import { filedBy } from "../application/application.store.ts";
import { type AssessmentEventType, assessmentData } from "./assessment.events.ts";
import { contactOfPerson, contactsOfTask, finderOf, judgeOf } from "./people.store.ts";
import { TASK_WORDS, noonOf } from "./process.ts";
import { DAY, PARIS, dayInWords, dayOf } from "../../kernel/time.ts";

const nothing: Reaction = () => Promise.resolve(plan());
/** A mail about a file, worth reading for a week. */
export const mailAbout = (
  event: EventEnvelope,
  { template, contactId, vars }: { template: string; contactId: ContactId; vars: Record<string, unknown> },
): MailDraft => ({
  dedupeKey: answerTo(event.id, template, contactId),
  template,
  contactId,
  nameId: null,
  vars,
  dueAt: event.at,
  expiresAt: event.at + 7 * DAY,
  isUnproven: false,
});

/** A mail to whoever answers for the mutuelle. */
const tell =
  (template: string): Reaction =>
  async (event, { db }) => {
    const application = subjectOf(event, "app");
    const filed = await filedBy(db, application);
    if (filed === null) {
      return plan();
    }
    const dueOn = "dueOn" in event.data && typeof event.data["dueOn"] === "string" ? event.data["dueOn"] : null;
    const vars = {
      organisation: filed.organisation_id,
      application,
      offer: filed.offer_name,
      dueOn,
      number: null,
    };
    return plan({ mails: [mailAbout(event, { template, contactId: filed.contact_id, vars })] });
  };

/** A mail to whoever is given a task, or given it back. */
const mission: Reaction = async (event, { db }) => {
  const { person, task } = assessmentData("file.assigned", event);
  const contact = task === "operator" ? null : await contactOfPerson(db, person);
  return contact === null
    ? plan()
    : plan({ mails: [mailAbout(event, { template: "label-mission", contactId: contact, vars: { task } })] });
};

/** The third person has an answer to read. */
const toJudge: Reaction = async (event, { db }) => {
  const judge = await judgeOf(db, subjectOf(event, "app"));
  if (judge === null) {
    return plan();
  }
  const vars = {
    task: TASK_WORDS.adjudicator,
    day: dayInWords(noonOf(judge.due_on), PARIS),
    left: "Les réponses de la mutuelle restent à relire.",
  };
  return plan({ mails: [mailAbout(event, { template: "label-echeance", contactId: judge.contact_id, vars })] });
};

/** Who is replied to is told, the mutuelle or the third person, once a day however many criteria. */
const replied: Reaction = async (event, given) => {
  const { side } = assessmentData("file.replied", event);
  const [mail] = (await (side === "judge" ? tell("label-replique") : toJudge)(event, given)).mails;
  const dedupeKey = `label-replique|${side}|${subjectOf(event, "app")}|${dayOf(event.at, PARIS)}`;
  return plan({ mails: mail === undefined ? [] : [{ ...mail, dedupeKey }] });
};

/** Whoever noted a finding is asked to look at what was mended. */
const toCheck: Reaction = async (event, { db }) => {
  const { finding } = assessmentData("file.finding_mended", event);
  const found = await finderOf(db, finding);
  if (found === null) {
    return plan();
  }
  const today = dayOf(event.at, PARIS);
  const vars = {
    task: "un constat à vérifier",
    day: dayInWords(noonOf(found.due_on > today ? found.due_on : today), PARIS),
    left: "La mutuelle dit l’avoir corrigé.",
  };
  return plan({ mails: [mailAbout(event, { template: "label-echeance", contactId: found.contact_id, vars })] });
};

const REACTIONS: Record<Exclude<AssessmentEventType, "file.decided" | "file.decision_read">, Reaction> = {
  "file.admitted": tell("label-recevable"),
  "file.rejected": tell("label-non-recevable"),
  "file.begun": nothing,
  "file.clarification_asked": tell("label-precisions"),
  "file.resumed": nothing,
  "file.opened_to_answers": tell("label-contradictoire"),
  "file.assigned": mission,
  "file.released": nothing,
  "file.restored": mission,
  // The one who hands in second lets everybody read: assessors, and the third person.
  "file.handed_in": async (event, { db }) => {
    const contacts = await contactsOfTask(db, subjectOf(event, "app"));
    return plan({
      mails: contacts.map((contactId) => mailAbout(event, { template: "label-pret", contactId, vars: {} })),
    });
  },
  "file.replied": replied,
  "file.finding_mended": toCheck,
  "file.finding_answered": tell("label-constat"),
  "file.appealed": tell("label-recours"),
  "file.hearing_opened": (event, given) =>
    tell(assessmentData("file.hearing_opened", event).isUrgent ? "label-suspendu" : "label-audition")(event, given),
  "file.measure_closed": tell("label-sans-suite"),
};

/** What follows from what happens to a file until it is decided: mails. */
export const assessmentReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
