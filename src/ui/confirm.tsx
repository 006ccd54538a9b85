import type { Child } from "hono/jsx";

type Props = {
  title: string;
  /** What follows from pressing the button, in one or two sentences. */
  consequence: string;
  /** Where the button posts, with the same fields again and `confirme=oui`. */
  action: string;
  fields: Readonly<Record<string, string>>;
  button: string;
  back: string;
  /** What is asked beside the yes. */
  children?: Child;
};

/** The step before what cannot be undone: says what follows, and asks once more. */
export const ConfirmPage = ({ title, consequence, action, fields, button, back, children }: Props): Child => (
  <div class="narrow">
    <h1>{title}</h1>
    <p class="lead">{consequence}</p>
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="confirme" value="oui" />
      {children}
      <button type="submit" class="danger">
        {button}
      </button>
    </form>
    <p>
      <a href={back}>Ne rien changer, revenir</a>
    </p>
  </div>
);
