import type { HelpLine } from "./help-lines.ts";
import { hoursAsText } from "./opening.ts";
import type { Words } from "./tongue.ts";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
/** Hours as schema.org writes them: « Mo,Tu 09:00-23:00 »; several, each by itself. Hours that nobody read are not told. */
const openingHours = (text: string): string[] =>
  text === "always"
    ? ["Mo-Su 00:00-23:59"]
    : text
        .split(",")
        .filter(Boolean)
        .map((one) => {
          const [days = "", span = ""] = one.split(" ");
          return `${Array.from(days, (day) => DAYS[Number(day) - 1]).join(",")} ${span}`;
        });

/** Which lines answer at night, and which close in the evening, by their numbers. */
export const nightOf = (lines: readonly HelpLine[]): { night: string; evening: string } => ({
  night: lines
    .filter((line) => line.at_night === "answers")
    .map((line) => line.label)
    .join(", "),
  evening: lines
    .filter((line) => line.at_night === "closed")
    .map((line) => line.label)
    .join(", "),
});

/** schema.org data of « Qui appeler »: the lines for danger with what their records say, and the two questions that the page answers. */
export function numbersData(lines: readonly HelpLine[], danger: readonly string[], words: Words): object {
  const services = lines
    .filter(({ id }) => danger.includes(id))
    .map((line) => ({
      "@type": "EmergencyService",
      name: `${line.label} : ${line.what}`,
      telephone: line.label,
      areaServed: "FR",
      isAccessibleForFree: line.channels.every((channel) => channel.free),
      openingHours: openingHours(hoursAsText(line.channels[0]?.hours ?? null)),
    }));
  const { night, evening } = nightOf(lines);
  const answered = (name: string, text: string): object => ({
    "@type": "Question",
    name,
    acceptedAnswer: { "@type": "Answer", text },
  });
  const faq = {
    "@type": "FAQPage",
    mainEntity: [answered(words.atNight, night), answered(words.evening, evening)],
  };
  return { "@context": "https://schema.org", "@graph": [services, faq].flat() };
}
