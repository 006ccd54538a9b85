import { expect, test } from "vitest";

import { unbroken } from "../../src/ui/document.tsx";

test("« e-mail » is held together wherever words run on, and nowhere that an element would be lost or stand apart", () => {
  const whole = '<span class="whole">e-mail</span>';
  expect(unbroken('<label for="e-mail">Adresse e-mail</label>')).toBe(`<label for="e-mail">Adresse ${whole}</label>`);
  expect(unbroken("<p>Deux e-mails</p>")).toBe('<p>Deux <span class="whole">e-mails</span></p>');
  for (const alone of [
    "<title>Par e-mail</title>",
    "<option>Par e-mail</option>",
    "<textarea>mon e-mail</textarea>",
    '<button type="submit"><svg></svg> Recevoir par e-mail</button>',
    '<a class="button quiet" href="/">Par e-mail</a>',
    "<summary>Par e-mail</summary>",
    '<script type="application/ld+json">{"name":"e-mail"}</script>',
  ]) {
    expect(unbroken(`${alone}<p>Un e-mail</p>`)).toBe(`${alone}<p>Un ${whole}</p>`);
  }
});
