import { guidanceReactions } from "../../src/guidance/guidance.reactions.ts";
import { registrationReactions } from "../../src/workshops/registration.reactions.ts";
import { programmes } from "../content.ts";

/** Every reaction of every feature, by the type of event that it answers. */
export const reactions = { ...registrationReactions(programmes), ...guidanceReactions };
