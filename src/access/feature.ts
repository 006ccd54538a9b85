import { type Reactions, together } from "../mail/plan.ts";
import { accessWords } from "./access.events.ts";
import { accessTemplates } from "./access.mails.ts";
import { accessReactions } from "./access.reactions.ts";
import { accessRoutes } from "./access.routes.tsx";
import { accessForgetting } from "./access.store.ts";
import { accessCustody } from "./custody.ts";
import { type ApprovalSite, approvalRoutes } from "./organisations/approval.routes.tsx";
import { correctionRoutes } from "./organisations/corrections.routes.tsx";
import { organisationForgetting } from "./organisations/forget-people.ts";
import { organisationWords } from "./organisations/organisations.events.ts";
import { organisationTemplates } from "./organisations/organisations.mails.ts";
import { organisationReactions } from "./organisations/organisations.reactions.ts";
import { spaceRoutes } from "./organisations/space.routes.tsx";
import { type TeamSite, teamRoutes } from "./organisations/team.routes.tsx";
import { passkeyRoutes } from "./passkey.routes.tsx";

const forgettings = () => [...organisationForgetting, ...accessForgetting];

export const site = {
  routes: (given: TeamSite & ApprovalSite) => [
    accessRoutes(given.show),
    passkeyRoutes(given.show),
    spaceRoutes(given.show),
    correctionRoutes(given.show),
    teamRoutes(given),
    approvalRoutes(given),
  ],
  custody: accessCustody,
  eventWords: () => ({ ...accessWords, ...organisationWords }),
  forgettings,
};

export const reactor = {
  reactions: (): Reactions => together(accessReactions, organisationReactions),
  templates: (words: Readonly<Record<string, string>>) => [...accessTemplates(words), ...organisationTemplates(words)],
  custody: accessCustody,
  forgettings,
};
