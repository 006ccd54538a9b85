import { catalogue, facts, helpLines, programmes, surveys } from "../content.ts";
import { type Content, reactors } from "../features.ts";

/** What the features are given of the content. A test shows a real letter: its words are those of people who do not exist. */
export const content: Content = {
  programmes,
  surveys,
  sequences: catalogue.all,
  facts,
  helpLines,
  testStep: (sequence, step, now) => {
    const found = catalogue.newest(sequence)?.steps.find((one) => one.key === step);
    const vars = reactors.map((one) => one.examples?.(now)[sequence]).find((one) => one !== undefined);
    return found === undefined ? null : { template: found.mail, vars: vars ?? {} };
  },
};
