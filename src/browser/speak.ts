/**
 * Puts the same page in another language in the place of this one, with the same boxes ticked. Comes when somebody asks for it, as the page
 * itself would have; the answers go from one page to the other in memory alone.
 */
export async function speak(href: string): Promise<void> {
  const ticked = Array.from(document.querySelectorAll("main :checked"), (box) => box.id);
  const answer = await fetch(href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  history.replaceState(null, "", href);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(page.body);
  for (const id of ticked) {
    const box = document.getElementById(id);
    if (box instanceof HTMLInputElement) {
      box.checked = true;
    }
  }
}
