// Small comforts for forms. Every page works without them.

const one = <T extends Element>(selector: string, within: ParentNode = document): T | null => within.querySelector<T>(selector);
const all = <T extends Element>(selector: string, within: ParentNode = document): T[] => [...within.querySelectorAll<T>(selector)];

/** The person's time zone goes along with the first form, so that dates are read right. */
function zone(): void {
  for (const input of all<HTMLInputElement>("input[data-zone]")) {
    input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}

/** "None of these" takes the ticks away, and a tick takes "none" away. */
function exclusive(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !box.checked) return;
  const set = box.closest("fieldset");
  if (!set) return;
  for (const other of all<HTMLInputElement>("input[type=checkbox]", set)) {
    if (other !== box && ("none" in box.dataset || "none" in other.dataset)) other.checked = false;
  }
}

/** A shape of the body picture stands for the box in the list that it names. */
function picture(event: Event): void {
  const shape = event.target instanceof Element ? event.target.closest<SVGElement>("[data-for]") : null;
  if (shape) document.getElementById(shape.dataset.for ?? "")?.click();
  shown();
}

function shown(): void {
  for (const shape of all<SVGElement>("svg [data-for]")) {
    const box = document.getElementById(shape.dataset.for ?? "");
    shape.toggleAttribute("data-on", box instanceof HTMLInputElement && box.checked);
  }
}

/** Copies the text of a field. The button is only shown where it can do that. */
function copying(): void {
  for (const button of all<HTMLButtonElement>("button[data-copy]")) {
    const field = document.getElementById(button.dataset.copy ?? "");
    if (!(field instanceof HTMLTextAreaElement) || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(field.value).then(() => {
        const said = one<HTMLElement>("[data-copied]", button.parentElement ?? document);
        if (said) said.hidden = false;
      });
    });
  }
}

/** What an address names is open, also where the browser does not open it. */
function named(): void {
  one<HTMLElement>(":target")?.closest("details")?.setAttribute("open", "");
}

export function enhance(): void {
  zone();
  named();
  window.addEventListener("hashchange", named);
  shown();
  copying();
  document.addEventListener("change", (event) => {
    exclusive(event);
    shown();
  });
  document.addEventListener("click", picture);
  window.addEventListener("pageshow", (event) => {
    // What the browser kept for Back may say what is no longer true. A session asks for itself.
    if (event.persisted && !one("[data-session]")) location.replace(location.pathname + location.search);
  });
  one<HTMLElement>("[data-errors]")?.focus();
  for (const button of all<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
