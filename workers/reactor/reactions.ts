import { together } from "../../src/mail/plan.ts";
import { reactors } from "../features.ts";
import { content } from "./content.ts";
import { erasureReactions } from "./erase.ts";

/** Every reaction of every feature, by the type of event that it answers. */
export const reactions = together(...reactors.map((one) => one.reactions?.(content) ?? {}), erasureReactions());
