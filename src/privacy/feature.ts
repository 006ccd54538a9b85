import { countersDue } from "../platform/counters.ts";
import { hashesDue } from "./contacts.store.ts";

const forgettings = () => [hashesDue, countersDue];

export const site = { forgettings };
export const reactor = { forgettings };
