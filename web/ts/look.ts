// Who the person of a form may be, while the form is filled in. Each question
// is a read of the log, so it waits until the fingers rest, never asks in the
// middle of a word that an input method composes, and never asks the same twice.
import { say } from "./say";

const rest = 900; // ms without a key

/** What the section of a place says of its person, by property. */
function saidIn(section: Element): URLSearchParams {
  const out = new URLSearchParams();
  for (const e of section.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-looked]")) {
    if (e.value.trim()) out.append(e.dataset.looked!, e.value.trim());
  }
  return out;
}

function watch(place: HTMLElement): void {
  const form = place.closest("form"), found = place.querySelector<HTMLElement>("[data-found]");
  const button = place.querySelector<HTMLButtonElement>("button[name=look]");
  const section = place.closest(".notice") ?? form;
  if (!form || !found || !button || !section) return;
  let asked = saidIn(section).toString(), timer = 0, under: AbortController | undefined;
  const failed = () => { found.textContent = place.dataset.failed ?? ""; asked = ""; };
  const ask = async () => {
    clearTimeout(timer);
    const said = saidIn(section), key = said.toString();
    if (key === asked) return;
    asked = key;
    under?.abort();
    const mine = under = new AbortController();
    said.set("look", button.value);
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(place.dataset.url!, { method: "POST", body: said, signal: mine.signal, headers: { "HX-Request": "true", "X-Lanna-Token": token(form) } });
      const to = answer.headers.get("HX-Redirect");
      if (to || !answer.ok || answer.redirected) { failed(); return; }
      found.innerHTML = await answer.text();
      say(found.querySelector<HTMLElement>("[data-say]")?.dataset.say ?? "");
    } catch {
      if (!mine.signal.aborted) failed();
    } finally {
      if (under === mine) found.removeAttribute("aria-busy");
    }
  };
  const later = (e: Event) => {
    if (!(e.target as HTMLElement).dataset.looked || (e as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, rest);
  };
  for (const kind of ["input", "change", "compositionend"]) section.addEventListener(kind, later);
  button.type = "button"; // Enter saves again, as it did without this button
  button.addEventListener("click", () => { asked = ""; ask(); });
}

function token(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=_token]")?.value ?? "";
}

export function startLook(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-look]")) watch(place);
}
