import { countersDue } from "../platform/counters.ts";
import { nightsDue } from "../platform/nightly-jobs.ts";
import { addressesDue, hashesDue } from "./contacts.store.ts";
import { privacyWords } from "./privacy.events.ts";
import { privacyReactions } from "./privacy.reactions.ts";

const forgettings = () => [addressesDue, hashesDue, countersDue, nightsDue];

export const site = { eventWords: () => privacyWords, forgettings };
export const reactor = { reactions: () => privacyReactions, forgettings };
