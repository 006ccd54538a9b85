import { countersDue } from "../platform/counters.ts";
import { nightsDue } from "../platform/nightly-jobs.ts";
import { addressesDue, hashesDue } from "./contacts.store.ts";

const forgettings = () => [addressesDue, hashesDue, countersDue, nightsDue];

export const site = { forgettings };
export const reactor = { forgettings };
