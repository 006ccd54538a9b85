// Comfort only: every page works without this file.
(() => {
  const leave = (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace("/quitter");
  };
  // On the document: a page of help may take the words of another language without leaving.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-exit]") !== null) {
      leave(event);
    }
  });
  // Three in a row, five seconds apart at most: who closes a menu now and then loses no form.
  let escapes = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    escapes = event.key !== "Escape" ? 0 : event.timeStamp - last > 5000 ? 1 : escapes + 1;
    last = event.timeStamp;
    if (escapes === 3) {
      leave(event);
    }
  });
  document.querySelector(".errors")?.focus();
  // A mark opens in place: on /aide, leaving the page would lose the answers.
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest("a.src[data-say]") : null;
    if (mark === null || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const isOpen = mark.getAttribute("aria-expanded") === "true";
    mark.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) {
      mark.nextElementSibling.remove();
    } else {
      const line = document.createElement("small");
      line.className = "said";
      line.lang = "fr";
      line.append(
        ` ${mark.dataset.say}. `,
        Object.assign(document.createElement("a"), { href: mark.href, textContent: "Détail" }),
      );
      mark.after(line);
    }
  });
  // A choice opens the fields that belong to it.
  document.addEventListener("change", ({ target: { type, name, value } }) => {
    if (type === "radio") {
      document.querySelector(`details[data-of="${CSS.escape(`${name}=${value}`)}"]`)?.setAttribute("open", "");
    }
  });
  for (const button of document.querySelectorAll("button[data-copy], button[data-share]")) {
    const { copy = "", share } = button.dataset;
    if (share ? !navigator.share : !navigator.clipboard) {
      button.remove();
    }
    button.hidden = false;
    button.addEventListener("click", () => {
      if (share) {
        navigator.share({ title: document.title, url: share }).catch(() => {});
      } else {
        navigator.clipboard.writeText(copy.startsWith("/") ? location.origin + copy : copy).then(() => {
          button.textContent = "Copié";
        });
      }
    });
  }
  const kept = document.querySelector("[data-left]");
  if (kept) {
    // Counted from the page's own start: the clock of a device may be wrong.
    const until = Number(kept.dataset.left) * 1000;
    const words = kept.textContent;
    const show = () => {
      const minutes = Math.ceil((until - performance.now()) / 60000);
      kept.textContent =
        minutes > 0
          ? words.replace(/encore .*\./, `encore ${minutes}\u00a0minute${minutes > 1 ? "s" : ""}.`)
          : "Le temps est passé. Envoyez quand même : s’il reste une place, elle sera reprise pour ce formulaire.";
    };
    setInterval(show, 15000);
  }
})();
